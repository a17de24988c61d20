//! Charts among the generators: those below `chartHome`; the others are named.

use std::sync::Arc;

use super::Build;
use super::objects::Objects;
use super::read;
use super::target::Folder;
use super::tree::Tree;
use super::write;
use super::wrong::Wrong;
use crate::helm::{Chart, Options, Setting, render};
use crate::join;

impl Build<'_> {
    /// Inflates the charts of `helmCharts`.
    ///
    /// # Errors
    /// A [`Wrong`] where one cannot be read or rendered.
    pub(super) fn charts(&self, objects: &mut Objects, at: &Folder) -> Result<(), Wrong> {
        let globals = at.tree.get("helmGlobals");
        for field in ["helmCharts", "helmChartInflationGenerator"] {
            for item in at.tree.items_of(field) {
                self.chart(objects, item, globals, at)?;
            }
        }
        Ok(())
    }

    /// Inflates a chart.
    ///
    /// # Errors
    /// A [`Wrong`] where it cannot be read or rendered.
    pub(super) fn chart(
        &self,
        objects: &mut Objects,
        item: &Tree,
        globals: Option<&Tree>,
        from: &Folder,
    ) -> Result<(), Wrong> {
        let Some(folder) = self.chart_folder(item, globals, from) else {
            let (name, repo) = (item.text_of("name"), item.text_of("repo"));
            self.note(&item.at, format!("chart {name} {repo}").trim_end().to_owned(), from);
            return Ok(());
        };
        let chart = Chart::load(self.files, &folder, &self.limits, self.budget)?;
        self.parts.borrow_mut().files.extend(chart.files.iter().cloned());
        let text = |field: &str| Some(item.text_of(field)).filter(|text| !text.is_empty()).map(str::to_owned);
        let defaults = Options::default();
        let options = Options {
            settings: self.values(item, from)?,
            release: text("releaseName").unwrap_or(defaults.release),
            namespace: text("namespace").or(defaults.namespace),
            kube_version: text("kubeVersion"),
            api_versions: item
                .items_of("apiVersions")
                .iter()
                .filter_map(Tree::raw)
                .map(str::to_owned)
                .collect(),
            ..Options::default()
        };
        let outcome = render(&chart, &options, self.budget);
        if let Some(failure) = outcome.failures.into_iter().next() {
            return Err(failure.into());
        }
        let is_on = |field: &str| item.get(field).and_then(Tree::as_bool).unwrap_or(false);
        for manifest in &outcome.manifests {
            if manifest.path.contains("/crds/") && !is_on("includeCRDs") {
                continue;
            }
            let mut made = Vec::new();
            for tree in read::rendered(manifest, &self.limits, self.budget)? {
                self.expand(tree, &mut made)?;
            }
            made.retain(|object| match object.annotation("helm.sh/hook") {
                Some(hook) => !is_on("skipHooks") && (!is_on("skipTests") || !hook.contains("test")),
                None => true,
            });
            objects.add(made, self.budget).map_err(|wrong| wrong.or_at(&item.at))?;
        }
        Ok(())
    }

    /// Finds the folder of a chart: by its name, or by its name and version.
    fn chart_folder(&self, item: &Tree, globals: Option<&Tree>, from: &Folder) -> Option<String> {
        let given = globals.or(Some(item)).map(|globals| globals.text_of("chartHome")).unwrap_or_default();
        let home = if given.is_empty() { "charts" } else { given };
        let (name, version) = (item.text_of("name"), item.text_of("version"));
        let with_version = format!("{home}/{name}-{version}/{name}");
        let folders = [format!("{home}/{name}"), with_version];
        let mut found = folders.iter().filter_map(|path| join(&from.home, path));
        found.find(|folder| self.files.has(&format!("{folder}/Chart.yaml")))
    }

    fn values(&self, item: &Tree, from: &Folder) -> Result<Vec<Setting>, Wrong> {
        let file = |path: &Tree| -> Result<Setting, Wrong> {
            let name = path.raw().unwrap_or_default();
            let bytes = self.read_bytes(path, name, from)?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Ok(Setting::File { name: name.to_owned(), text })
        };
        let mut settings = Vec::new();
        let how = item.text_of("valuesMerge");
        if let Some(path) = item.get("valuesFile").filter(|_| how != "replace") {
            settings.push(file(path)?);
        }
        if let Some(inline) = item.get("valuesInline") {
            let path: Arc<str> = Arc::clone(&from.path);
            let text = write::documents(&path, std::iter::once(inline), self.budget)?.text;
            let inline = Setting::File { name: "valuesInline".to_owned(), text };
            settings.insert(if how == "merge" { 0 } else { settings.len() }, inline);
        }
        for path in item.items_of("additionalValuesFiles") {
            settings.push(file(path)?);
        }
        Ok(settings)
    }
}
