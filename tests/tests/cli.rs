//! The program as a user meets it: every test runs the binary and looks at what it writes and how it ends.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "these tests read back what they wrote")]

// What the tests stand on.
#[path = "cli/folder.rs"]
mod folder;
#[path = "cli/git.rs"]
mod git;
#[path = "cli/image_layout.rs"]
mod image_layout;
#[path = "cli/manifest.rs"]
mod manifest;
#[path = "cli/planted.rs"]
mod planted;
#[path = "cli/program.rs"]
mod program;
#[path = "cli/published.rs"]
mod published;
#[path = "cli/recommended.rs"]
mod recommended;
#[path = "cli/registry_server.rs"]
mod registry_server;
#[path = "cli/report.rs"]
mod report;

// What is found, and how it is told.
#[path = "cli/causes.rs"]
mod causes;
#[path = "cli/comments.rs"]
mod comments;
#[path = "cli/db.rs"]
mod db;
#[path = "cli/db_truth.rs"]
mod db_truth;
#[path = "cli/deps.rs"]
mod deps;
#[path = "cli/deps_review.rs"]
mod deps_review;
#[path = "cli/deps_rules.rs"]
mod deps_rules;
#[path = "cli/examples.rs"]
mod examples;
#[path = "cli/fingerprints.rs"]
mod fingerprints;
#[path = "cli/html.rs"]
mod html;
#[path = "cli/html_script.rs"]
mod html_script;
#[path = "cli/image.rs"]
mod image;
#[path = "cli/image_advisories.rs"]
mod image_advisories;
#[path = "cli/image_errors.rs"]
mod image_errors;
#[path = "cli/image_layers.rs"]
mod image_layers;
#[path = "cli/image_truth.rs"]
mod image_truth;
#[path = "cli/json.rs"]
mod json;
#[path = "cli/levels.rs"]
mod levels;
#[path = "cli/lsm.rs"]
mod lsm;
#[path = "cli/pipelines.rs"]
mod pipelines;
#[path = "cli/pod_security.rs"]
mod pod_security;
#[path = "cli/sarif.rs"]
mod sarif;
#[path = "cli/secret_rules.rs"]
mod secret_rules;
#[path = "cli/secrets.rs"]
mod secrets;
#[path = "cli/surroundings.rs"]
mod surroundings;
#[path = "cli/terminal.rs"]
mod terminal;
#[path = "cli/terminal_safety.rs"]
mod terminal_safety;

// What is repaired.
#[path = "cli/fix.rs"]
mod fix;
#[path = "cli/fix_diff.rs"]
mod fix_diff;
#[path = "cli/fix_files.rs"]
mod fix_files;
#[path = "cli/fix_hostile.rs"]
mod fix_hostile;
#[path = "cli/fix_meaning.rs"]
mod fix_meaning;

// What is looked at.
#[path = "cli/kubectl.rs"]
mod kubectl;
#[path = "cli/shapes.rs"]
mod shapes;
#[path = "cli/verify.rs"]
mod verify;
#[path = "cli/vex.rs"]
mod vex;
#[path = "cli/walk.rs"]
mod walk;

// Secrets, wherever they are.
#[path = "cli/hook.rs"]
mod hook;
#[path = "cli/hook_message.rs"]
mod hook_message;
#[path = "cli/hook_record.rs"]
mod hook_record;
#[path = "cli/secrets_files.rs"]
mod secrets_files;
#[path = "cli/secrets_gaps.rs"]
mod secrets_gaps;
#[path = "cli/secrets_hidden.rs"]
mod secrets_hidden;
#[path = "cli/secrets_history.rs"]
mod secrets_history;
#[path = "cli/secrets_in_fields.rs"]
mod secrets_in_fields;
#[path = "cli/secrets_in_paths.rs"]
mod secrets_in_paths;
#[path = "cli/secrets_large.rs"]
mod secrets_large;
#[path = "cli/secrets_left_out.rs"]
mod secrets_left_out;
#[path = "cli/secrets_moved.rs"]
mod secrets_moved;
#[path = "cli/secrets_patterns.rs"]
mod secrets_patterns;
#[path = "cli/secrets_silence.rs"]
mod secrets_silence;
#[path = "cli/secrets_staged.rs"]
mod secrets_staged;

// What something is made of.
#[path = "cli/base_images.rs"]
mod base_images;
#[path = "cli/base_replacement.rs"]
mod base_replacement;
#[path = "cli/base_triggers.rs"]
mod base_triggers;
#[path = "cli/base_witnesses.rs"]
mod base_witnesses;
#[path = "cli/deps_tree.rs"]
mod deps_tree;
#[path = "cli/registry_check.rs"]
mod registry_check;
#[path = "cli/registry_doors.rs"]
mod registry_doors;
#[path = "cli/registry_scan.rs"]
mod registry_scan;
#[path = "cli/registry_truth.rs"]
mod registry_truth;
#[path = "cli/registry_watch.rs"]
mod registry_watch;
#[path = "cli/remembered.rs"]
mod remembered;
#[path = "cli/sbom.rs"]
mod sbom;
#[path = "cli/sbom_attach.rs"]
mod sbom_attach;

// What hostile input does, which is nothing.
#[path = "cli/hostile_documents.rs"]
mod hostile_documents;
#[path = "cli/hostile_files.rs"]
mod hostile_files;
#[path = "cli/limits.rs"]
mod limits;

// What of all that is found is asked for.
#[path = "cli/baseline.rs"]
mod baseline;
#[path = "cli/changed_since.rs"]
mod changed_since;
#[path = "cli/own_repository.rs"]
mod own_repository;
#[path = "cli/owners.rs"]
mod owners;

// What the user says.
#[path = "cli/config_check.rs"]
mod config_check;
#[path = "cli/config_paths.rs"]
mod config_paths;
#[path = "cli/config_values.rs"]
mod config_values;
#[path = "cli/exit_codes.rs"]
mod exit_codes;
#[path = "cli/origins.rs"]
mod origins;
#[path = "cli/rendered.rs"]
mod rendered;
#[path = "cli/rendered_charts.rs"]
mod rendered_charts;
#[path = "cli/rule_settings.rs"]
mod rule_settings;
#[path = "cli/scopes.rs"]
mod scopes;
#[path = "cli/waiver_annotations.rs"]
mod waiver_annotations;
#[path = "cli/waivers.rs"]
mod waivers;
#[path = "cli/waivers_import.rs"]
mod waivers_import;
#[path = "cli/waivers_import_secrets.rs"]
mod waivers_import_secrets;

// What the program says about itself.
#[path = "cli/help.rs"]
mod help;
#[path = "cli/pages.rs"]
mod pages;
#[path = "cli/rules.rs"]
mod rules;
#[path = "cli/rules_docs.rs"]
mod rules_docs;
#[path = "cli/secrets_docs.rs"]
mod secrets_docs;
