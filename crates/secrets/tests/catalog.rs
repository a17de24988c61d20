//! Every pattern of the catalog finds its own samples, in many carriers, and names itself.

use sekimori_catalog::{Form, credentials};
use sekimori_secrets::sample::{Dice, fill};
use sekimori_secrets::{Bounds, Engine};

/// How a value stands in a file, where it is assigned to a name.
const ASSIGNED: &[&str] = &[
    "NAME=VALUE\n",
    "export NAME=VALUE\n",
    "export NAME=\"VALUE\"\n",
    "NAME: VALUE\n",
    "  NAME: 'VALUE'\n",
    "{\"NAME\": \"VALUE\"}\n",
    "const NAME = \"VALUE\";\n",
    "NAME := \"VALUE\"\n",
    "NAME = 'VALUE'\n",
    "  NAME = \"VALUE\"\n",
    "ENV NAME=VALUE\n",
    "\"NAME\" => \"VALUE\",\n",
    "    name: NAME\n    value: VALUE\n",
];

/// How a value stands alone.
const ALONE: &[&str] = &[
    "VALUE",
    "see VALUE for more\n",
    "curl -H 'Authorization: Bearer VALUE' x\n",
    "\"VALUE\"",
    "x\\nVALUE\\n",
];

#[test]
fn every_pattern_finds_its_samples() {
    let engine = Engine::new(credentials().iter().copied()).expect("the catalog's patterns are valid");
    let bounds = Bounds { today: Some(jiff::civil::date(2030, 1, 1)), ..Bounds::default() };
    let mut faults = Vec::new();
    for rule in credentials() {
        // One format is known by the name of its file alone.
        let path = if rule.id == "credential/config-pgpass" { ".pgpass" } else { "file" };
        let credential = rule.credential().expect("a pattern");
        let is_token = matches!(credential.form, Form::Token { .. });
        // What the configuration brings has its samples there.
        if rule.id == "credential/custom-pattern" {
            continue;
        }
        if credential.samples.is_empty() {
            faults.push(format!("{}: no samples", rule.id));
        }
        for (number, sample) in credential.samples.iter().enumerate() {
            for seed in 0..4 {
                let mut dice = Dice::new(seed * 7919 + 1);
                let value = match fill(sample.value, credential, &mut dice) {
                    Ok(value) => value,
                    Err(malformed) => {
                        faults.push(format!("{}: sample {number}: {malformed:?}", rule.id));
                        break;
                    }
                };
                let texts: Vec<String> = if sample.name == "text" {
                    vec![value.clone()]
                } else if is_token && sample.name.is_empty() {
                    ALONE.iter().map(|carrier| carrier.replace("VALUE", &value)).collect()
                } else {
                    let carriers = ASSIGNED.iter().filter(|carrier| !carrier.contains("name: NAME"));
                    carriers
                        .map(|carrier| carrier.replace("NAME", sample.name).replace("VALUE", &value))
                        .collect()
                };
                for (carrier, text) in texts.iter().enumerate() {
                    let found = engine.scan(path, text.as_bytes(), &bounds);
                    let rules: Vec<&str> = found.hits.iter().map(|hit| hit.rule.id).collect();
                    if !rules.contains(&rule.id) {
                        // The value is one of a template, and is not shown all the same: a template may be too real.
                        faults.push(format!(
                            "{}: sample {number} in carrier {carrier}: found {rules:?}",
                            rule.id
                        ));
                    }
                }
            }
        }
    }
    faults.dedup();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults[..faults.len().min(6000)].join("\n"));
}
