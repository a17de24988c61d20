//! Known fingerprints: if one of these changes, every waiver and baseline in the world breaks.

use sekimori_model::{ContainerList, ContainerRef, Fingerprint, ObjectRef, RuleId, Subject};

fn privileged_cart() -> Subject {
    Subject::Object(ObjectRef {
        group: "apps".into(),
        kind: "Deployment".into(),
        namespace: "shop".into(),
        name: "cart".into(),
        container: Some(ContainerRef { list: ContainerList::Containers, name: "web".into() }),
        field: "containers[web].securityContext.privileged".into(),
    })
}

const RULE: RuleId = RuleId::from_static("pod-security/privileged-container");

#[test]
fn an_object_keeps_its_fingerprint_for_ever() {
    let fingerprint = Fingerprint::new(&RULE, &privileged_cart(), "");
    assert_eq!(fingerprint.to_string(), "86165f9f00ef0eb48f5293bcaffc0eb5");
}

#[test]
fn a_package_keeps_its_fingerprint_for_ever() {
    let subject =
        Subject::Package { purl: "pkg:deb/debian/openssl".into(), carrier: "registry.example/web".into() };
    let rule = RuleId::from_static("vulnerability/known");
    assert_eq!(
        Fingerprint::new(&rule, &subject, "CVE-2026-0001").to_string(),
        "97cf51637ba9054ef7e2f13ed64331c3"
    );
}

#[test]
fn identity_is_one_readable_line() {
    assert_eq!(
        privileged_cart().identity(),
        "object:apps/Deployment/shop/cart/containers[web].securityContext.privileged"
    );
    let pod = Subject::Object(ObjectRef {
        group: String::new(),
        kind: "Pod".into(),
        namespace: String::new(),
        name: "web".into(),
        container: None,
        field: "hostPID".into(),
    });
    assert_eq!(pod.identity(), "object:core/Pod/-/web/hostPID");
}

#[test]
fn a_profile_keeps_its_fingerprint_for_ever() {
    let subject = Subject::Profile {
        path: "node/deny-write.profile".into(),
        name: "deny-write".into(),
        field: "mount".into(),
    };
    let rule = RuleId::from_static("lsm/app-armor-escape-allowed");
    assert_eq!(Fingerprint::new(&rule, &subject, "").to_string(), "271fb41ae9a20d689134a306ab513fef");
    assert_eq!(subject.identity(), "profile:node/deny-write.profile/deny-write/mount");
    let filter = Subject::Profile { path: "a.json".into(), name: String::new(), field: "syscalls".into() };
    assert_eq!(filter.identity(), "profile:a.json/-/syscalls");
}

#[test]
fn parts_are_framed_so_that_they_cannot_run_into_each_other() {
    let file = |path: &str| Subject::File { path: path.into() };
    assert_ne!(Fingerprint::new(&RULE, &file("ab"), "c"), Fingerprint::new(&RULE, &file("a"), "bc"));
}

#[test]
fn the_keyed_hash_of_a_secret_is_not_part_of_its_identity() {
    let secret = |joins: Option<&str>| Subject::Secret {
        pattern: "aws/access-key".into(),
        carrier: "app.env".into(),
        context: "AWS_KEY=".into(),
        joins: joins.map(str::to_owned),
    };
    assert_eq!(Fingerprint::new(&RULE, &secret(None), ""), Fingerprint::new(&RULE, &secret(Some("ab")), ""));
}
