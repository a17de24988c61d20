//! Parents of a project object model that lie in the tree.
//!
//! # Source
//! Maven: "POM Reference", "Inheritance"; its model builder looks at `relativePath`, `../pom.xml` where nothing is said, and takes
//! what has the coordinates that were asked for.

use crate::packages::paths::joined;
use crate::packages::xml::{self, Element};
use crate::packages::{Bounds, Input};

/// The most parents above one another: frameworks have five.
const LEVELS: usize = 8;

/// The most bytes of a parent, which is read for each of its children: the largest seen has 350 KiB.
const LARGEST: usize = 512 << 10;

/// Reads the parents of a model, the nearest first.
pub(super) fn of(root: &Element, input: &Input<'_>, bounds: &Bounds) -> Vec<Element> {
    let mut parents: Vec<Element> = Vec::new();
    // As seen from the folder of the model.
    let mut folder = String::new();
    while parents.len() < LEVELS {
        let below = parents.last().unwrap_or(root);
        let Some((place, parent)) = above(below, &folder, input, bounds) else { break };
        folder = place.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default();
        parents.push(parent);
    }
    parents
}

/// Reads the parent of a model in `folder`, and tells where it lies.
fn above(model: &Element, folder: &str, input: &Input<'_>, bounds: &Bounds) -> Option<(String, Element)> {
    let asked = model.child("parent")?;
    let said = asked.child("relativePath").map_or("../pom.xml", |said| said.text.as_str());
    // Who says nothing there wants it from a repository.
    if said.is_empty() || said.starts_with('/') || said.contains(['\\', ':', '$']) {
        return None;
    }
    let is_file = [".xml", ".pom"].iter().any(|end| said.ends_with(end));
    let place = joined(folder, said);
    let place = if is_file { place } else { joined(&place, "pom.xml") };
    let bytes = (input.beside)(&place).filter(|bytes| bytes.len() <= LARGEST)?;
    let parent = xml::read(&bytes, bounds).ok()?;
    let group = |model: &Element| {
        let own = model.text_of("groupId").or_else(|| model.child("parent")?.text_of("groupId"));
        own.map(str::to_owned)
    };
    let is_it = parent.text_of("artifactId") == asked.text_of("artifactId")
        && group(&parent).as_deref() == asked.text_of("groupId");
    is_it.then_some((place, parent))
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{beside, told};

    fn project(name: &str, parent: &str, rest: &str) -> String {
        let parent = if parent.is_empty() {
            String::new()
        } else {
            format!("<parent><groupId>g</groupId><version>1</version>{parent}</parent>")
        };
        format!("<project>{parent}<artifactId>{name}</artifactId>{rest}</project>")
    }

    fn dependency(name: &str, version: &str) -> String {
        let version =
            if version.is_empty() { String::new() } else { format!("<version>{version}</version>") };
        format!("<dependency><groupId>d</groupId><artifactId>{name}</artifactId>{version}</dependency>")
    }

    const TOP: &str = "<artifactId>top</artifactId>";

    #[test]
    fn versions_and_properties_of_parents_in_the_tree_hold() {
        let managed = |all: &str| {
            format!("<dependencyManagement><dependencies>{all}</dependencies></dependencyManagement>")
        };
        let needs = [("a", ""), ("b", ""), ("c", "${c.version}"), ("e", "${e.version}")]
            .map(|(name, version)| dependency(name, version))
            .concat();
        let child = project(
            "child",
            "<artifactId>middle</artifactId>",
            &format!(
                "<properties><e.version>own</e.version></properties><dependencies>{needs}</dependencies>"
            ),
        );
        let middle = project(
            "middle",
            "<artifactId>top</artifactId><relativePath>../../parents</relativePath>",
            &managed(&dependency("a", "2")),
        );
        let rest = "<groupId>g</groupId><version>1</version><properties><c.version>4</c.version><e.version>0</e.version></properties>";
        let top = project(
            "top",
            "",
            &format!("{rest}{}", managed(&[dependency("a", "9"), dependency("b", "${e.version}")].concat())),
        );
        let others = [("../pom.xml", middle.as_str()), ("../../../parents/pom.xml", top.as_str())];
        let found = beside("x/y/z/pom.xml", &child, &others);
        assert_eq!(
            told(&found),
            [
                "pkg:maven/g/child@1 :1 > d:a, d:b, d:c, d:e",
                "pkg:maven/d/a@2 direct :1",
                "pkg:maven/d/b@own direct :1",
                "pkg:maven/d/c@4 direct :1",
                "pkg:maven/d/e@own direct :1",
            ]
        );
        assert!(found.problems.is_empty(), "{:?}", found.problems);
    }

    #[test]
    fn what_is_another_one_or_leads_in_a_circle_is_no_parent() {
        let needs = format!("<dependencies>{}</dependencies>", dependency("a", "${v}"));
        let top = |name: &str| project(name, TOP, "<groupId>g</groupId><properties><v>3</v></properties>");
        let version = |said: &str, path: &str, other: &str| {
            let child = project("child", &format!("{TOP}{said}"), &needs);
            told(&beside("x/pom.xml", &child, &[(path, other)]))[1].clone()
        };
        // It names itself as its parent, too.
        assert_eq!(version("", "../pom.xml", &top("top")), "pkg:maven/d/a@3 direct :1");
        assert_eq!(version("", "../pom.xml", &top("other")), "pkg:maven/d/a direct :1");
        for said in ["<relativePath/>", "<relativePath>/pom.xml</relativePath>"] {
            assert_eq!(version(said, "../pom.xml", &top("top")), "pkg:maven/d/a direct :1");
        }
        let said = "<relativePath>./pom.xml</relativePath>";
        assert_eq!(version(said, "pom.xml", &top("top")), "pkg:maven/d/a@3 direct :1");
        assert_eq!(version("", "../pom.xml", "<project"), "pkg:maven/d/a direct :1");
    }
}
