//! VEX in the Common Security Advisory Framework.
//!
//! # Source
//! OASIS, Common Security Advisory Framework 2.0: 3.2.2 (product tree), 3.2.3 (vulnerabilities), 4.5 (profile VEX).

use std::collections::BTreeMap;

use serde::Deserialize;

use sekimori_model::{Justification, Purl, VexStatus};

use super::product::{Named, Product};
use super::{VexDocument, VexStatement, justification, moment, read as json};
use crate::Error;

#[derive(Deserialize)]
struct Csaf {
    document: Head,
    #[serde(default)]
    product_tree: Tree,
    #[serde(default)]
    vulnerabilities: Vec<Vulnerability>,
}

#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    publisher: Publisher,
    #[serde(default)]
    tracking: Tracking,
}

#[derive(Deserialize, Default)]
struct Publisher {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize, Default)]
struct Tracking {
    current_release_date: Option<String>,
}

#[derive(Deserialize, Default)]
struct Tree {
    #[serde(default)]
    branches: Vec<Branch>,
    #[serde(default)]
    full_product_names: Vec<FullName>,
    #[serde(default)]
    relationships: Vec<Relationship>,
    #[serde(default)]
    product_groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Branch {
    #[serde(default)]
    category: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    branches: Vec<Branch>,
    product: Option<FullName>,
}

#[derive(Deserialize)]
struct FullName {
    product_id: String,
    #[serde(default)]
    product_identification_helper: Helper,
}

#[derive(Deserialize, Default)]
struct Helper {
    purl: Option<String>,
    cpe: Option<String>,
}

#[derive(Deserialize)]
struct Relationship {
    product_reference: String,
    relates_to_product_reference: String,
    full_product_name: FullName,
}

#[derive(Deserialize)]
struct Group {
    group_id: String,
    #[serde(default)]
    product_ids: Vec<String>,
}

#[derive(Deserialize)]
struct Vulnerability {
    cve: Option<String>,
    #[serde(default)]
    ids: Vec<Id>,
    #[serde(default)]
    product_status: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    flags: Vec<Flag>,
    #[serde(default)]
    threats: Vec<Threat>,
}

#[derive(Deserialize)]
struct Id {
    #[serde(default)]
    text: String,
}

#[derive(Deserialize)]
struct Flag {
    label: String,
    date: Option<String>,
    #[serde(default)]
    product_ids: Vec<String>,
    #[serde(default)]
    group_ids: Vec<String>,
}

#[derive(Deserialize)]
struct Threat {
    #[serde(default)]
    category: String,
    #[serde(default)]
    details: String,
    #[serde(default)]
    product_ids: Vec<String>,
    #[serde(default)]
    group_ids: Vec<String>,
}

/// What the lists of the specification state.
const LISTS: [(&str, VexStatus); 7] = [
    ("known_not_affected", VexStatus::NotAffected),
    ("fixed", VexStatus::Fixed),
    ("first_fixed", VexStatus::Fixed),
    ("known_affected", VexStatus::Affected),
    ("first_affected", VexStatus::Affected),
    ("last_affected", VexStatus::Affected),
    ("under_investigation", VexStatus::UnderInvestigation),
];

/// Products, by their ids.
#[derive(Default)]
struct Products {
    known: BTreeMap<String, Product>,
    groups: BTreeMap<String, Vec<String>>,
}

pub(super) fn read(bytes: &[u8]) -> Result<VexDocument, Error> {
    let Csaf { document: head, product_tree, vulnerabilities } = json(bytes)?;
    let products = Products::of(product_tree);
    let of_document = moment(head.tracking.current_release_date.as_deref());
    let mut document = VexDocument { author: head.publisher.name, statements: Vec::new(), unnamed: 0 };
    for vulnerability in vulnerabilities {
        let ids = vulnerability.ids.into_iter().map(|id| id.text);
        let names: Vec<String> =
            vulnerability.cve.into_iter().chain(ids).filter(|name| !name.is_empty()).collect();
        // Who justifies and explains is told beside the lists, product by product.
        let mut why: BTreeMap<&str, (Option<Justification>, Option<&str>)> = BTreeMap::new();
        for flag in &vulnerability.flags {
            for id in products.meant(&flag.product_ids, &flag.group_ids) {
                why.insert(id, (justification(&flag.label), flag.date.as_deref()));
            }
        }
        let mut impact: BTreeMap<&str, &str> = BTreeMap::new();
        for threat in vulnerability.threats.iter().filter(|threat| threat.category == "impact") {
            for id in products.meant(&threat.product_ids, &threat.group_ids) {
                impact.insert(id, &threat.details);
            }
        }
        for (list, status) in LISTS {
            // One statement for all products of which the same is said.
            let mut alike: BTreeMap<_, Vec<Product>> = BTreeMap::new();
            for id in vulnerability.product_status.get(list).into_iter().flatten() {
                let Some(product) = products.known.get(id) else {
                    document.unnamed += 1;
                    continue;
                };
                let (justification, date) = why.get(&**id).copied().unwrap_or_default();
                let reason = impact.get(&**id).copied().unwrap_or_default();
                alike.entry((justification, date, reason)).or_default().push(product.clone());
            }
            for ((justification, date, reason), products) in alike {
                let fallback = justification.map_or(list, |one| one.as_str());
                let reason = if reason.trim().is_empty() { fallback } else { reason };
                document.statements.push(VexStatement {
                    names: names.clone(),
                    status,
                    justification,
                    reason: reason.to_owned(),
                    at: of_document.max(moment(date)),
                    products,
                });
            }
        }
    }
    Ok(document)
}

/// What the branches above a product, and its own, tell of its version.
#[derive(Debug, Clone)]
enum Told {
    Nothing,
    Version(String),
    /// Of a range nothing is known here, least of all that every version is meant.
    Range,
}

impl Told {
    fn and(self, category: &str, name: String) -> Self {
        match (category, self) {
            ("product_version_range", _) | (_, Self::Range) => Self::Range,
            ("product_version", _) => Self::Version(name),
            (_, told) => told,
        }
    }

    /// The product, in this version. None where it is not known in which.
    fn of(&self, product: Product) -> Option<Product> {
        let purl = match (&product.named, self) {
            (_, Self::Nothing) | (Named::System { .. }, Self::Version(_)) => return Some(product),
            (Named::Purl(purl), _) if !purl.version.is_empty() => return Some(product),
            (_, Self::Range) => return None,
            (Named::Purl(purl), Self::Version(_)) => purl.clone(),
        };
        let Self::Version(told) = self else { return None };
        // Red Hat has the name of the package there where it means all versions: `curl`, `python39:3.9/python-pip`.
        if told.rsplit('/').next() == Some(&*purl.name) {
            return Some(product);
        }
        let version = told.strip_prefix('v').unwrap_or(told);
        let is_version = version.starts_with(|c: char| c.is_ascii_digit());
        let own = if purl.kind == "golang" { told.as_str() } else { version };
        is_version.then(|| Product { named: Named::Purl(Purl { version: own.into(), ..purl }), ..product })
    }
}

/// What a product is known by here.
fn product(helper: &Helper) -> Option<Product> {
    let system = || {
        let (id, release) = system(helper.cpe.as_deref()?)?;
        Some(Product { named: Named::System { id, release }, parts: Vec::new() })
    };
    helper.purl.as_deref().and_then(Product::purl).or_else(system)
}

impl Products {
    fn of(tree: Tree) -> Self {
        let mut products = Self::default();
        let all = |branches: Vec<Branch>, told: &Told| {
            branches.into_iter().map(|one| (one, told.clone())).collect()
        };
        let mut branches: Vec<(Branch, Told)> = all(tree.branches, &Told::Nothing);
        while let Some((branch, told)) = branches.pop() {
            let told = told.and(&branch.category, branch.name);
            products.add(branch.product, &told);
            branches.extend::<Vec<_>>(all(branch.branches, &told));
        }
        tree.full_product_names.into_iter().for_each(|name| products.add(Some(name), &Told::Nothing));
        for one in tree.relationships {
            let whole = products.known.get(&one.relates_to_product_reference);
            // What is said of it in a product that has no name here, or that is itself a part, counts for no other.
            let Some(whole) = whole.filter(|whole| whole.parts.is_empty()).map(|whole| whole.named.clone())
            else {
                continue;
            };
            let part =
                products.known.get(&one.product_reference).filter(|part| part.parts.is_empty()).cloned();
            // Where the part has no name of its own, what both are called together may be its.
            let joined = || product(&one.full_product_name.product_identification_helper);
            if let Some(Product { named: Named::Purl(part), .. }) = part.or_else(joined) {
                let product = Product { named: whole, parts: vec![part] };
                products.known.insert(one.full_product_name.product_id, product);
            }
        }
        products.groups =
            tree.product_groups.into_iter().map(|one| (one.group_id, one.product_ids)).collect();
        products
    }

    fn add(&mut self, name: Option<FullName>, told: &Told) {
        let Some(FullName { product_id, product_identification_helper: helper }) = name else { return };
        if let Some(product) = product(&helper).and_then(|product| told.of(product)) {
            self.known.insert(product_id, product);
        }
    }

    fn meant<'a>(&'a self, ids: &'a [String], groups: &'a [String]) -> impl Iterator<Item = &'a str> {
        let of_groups = groups.iter().filter_map(|id| self.groups.get(id)).flatten();
        ids.iter().chain(of_groups).map(String::as_str)
    }
}

/// The system that a CPE names, by the name that it gives itself in `os-release`, and its release.
///
/// # Source
/// Red Hat, "CPE data of product security": `cpe:/o:redhat:enterprise_linux:9::baseos`, and `a` for its repositories.
fn system(cpe: &str) -> Option<(&'static str, String)> {
    let rest = cpe.strip_prefix("cpe:/").or_else(|| cpe.strip_prefix("cpe:2.3:"))?;
    let mut parts = rest.split(':');
    let (kind, vendor, product, release) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_known = matches!(kind, "o" | "a") && (vendor, product) == ("redhat", "enterprise_linux");
    let is_release = !release.is_empty() && release.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (is_known && is_release).then(|| ("rhel", release.to_owned()))
}
