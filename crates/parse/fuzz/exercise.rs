//! What the fuzzer does with its bytes, and what the replay in `tests/corpus.rs` does with what it kept.

use sekimori_model::{Edit, Limits, Package, Span};
use sekimori_parse::edit::{Change, apply};
use sekimori_parse::ignores::{self, Scanner};
use sekimori_parse::kubernetes::{Field, Recorder, objects};
use sekimori_parse::lsm::{apparmor, seccomp};
use sekimori_parse::packages::{self, Bounds, Found, Input, Sort};
use sekimori_parse::sbom;
use sekimori_parse::{baseline, code_owners, config, decode, waiver, yaml};

/// Takes bytes through the whole YAML path. A panic, a hang or memory past the limits is a defect.
pub fn exercise(bytes: &[u8]) {
    let _ = config::parse(bytes);
    let _ = baseline::parse(bytes);
    let _ = code_owners::parse(bytes).map(|owners| owners.owner("deploy/web/app.yaml").cloned());
    let Ok(text) = decode(bytes) else { return };
    let _ = waiver::parse(&text.text);
    let limits = Limits { documents: 100, nodes: 20_000, ..Limits::default() };
    let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let mut places = Vec::new();
    for document in yaml::documents(&text, &limits) {
        let document = match document {
            Ok(document) => document,
            Err(failure) => {
                assert!(failure.span.line >= 1, "a failure stands on a line: {failure:?}");
                continue;
            }
        };
        let recorder = Recorder::default();
        if let Some(filter) = seccomp::Filter::of_document(&document, &recorder) {
            let _ = (filter.default_action(), filter.arches(), filter.pretends_absence());
            for entry in filter.entries().iter().take(100) {
                check(&entry.name, size);
                let _ = (entry.action, entry.is_conditional());
                entry.names.iter().take(100).for_each(|name| check(name, size));
            }
        }
        for object in objects(&document, &limits).objects.iter().take(100) {
            places.push(object.node().span().byte_start);
            let recorder = Recorder::default();
            check(&object.field(&recorder), size);
            let Some(pod) = object.pod(&recorder) else { continue };
            for container in pod.containers().iter().take(10) {
                check(&container.field, size);
                for path in ["securityContext.privileged", "ports", "livenessProbe.httpGet.host"] {
                    let field = container.field.at(path);
                    let _ = (field.bool(), field.int(), field.str(), field.items("containerPort").len());
                    check(&field, size);
                }
            }
            for (_, field) in pod.annotations("").iter().take(10) {
                check(field, size);
            }
            drop(pod);
            recorder.into_inner();
        }
    }
    edit(bytes, &places, &limits);
}

/// Edits what was found: whatever comes of it, a refused edit leaves no trace.
fn edit(bytes: &[u8], places: &[u32], limits: &Limits) {
    let set = |path: &str| Edit::Set { path: path.to_owned(), value: "new".into() };
    let edits = [
        [set("/spec/containers/0/securityContext/type")],
        [set("/kind")],
        [Edit::Append { path: "/spec/containers".to_owned(), value: "new".into() }],
        [Edit::Remove { path: "/spec".to_owned() }],
        [Edit::Remove { path: "/apiVersion".to_owned() }],
    ];
    let each = |place: &u32| edits.iter().map(move |edits| (*place, edits)).collect::<Vec<_>>();
    let all: Vec<_> = places.iter().take(3).flat_map(each).collect();
    let changes: Vec<_> =
        all.iter().map(|(object, edits)| Change { object: *object, edits: *edits }).collect();
    let edited = apply(bytes, &changes, limits);
    assert_eq!(edited.outcomes.len(), changes.len(), "each change is told of");
    if edited.outcomes.iter().all(Result::is_err) {
        assert_eq!(edited.bytes, bytes, "what is refused leaves no trace");
    }
}

/// Takes bytes through the parser of AppArmor policy.
pub fn exercise_policy(bytes: &[u8]) {
    let Ok(text) = decode(bytes) else { return };
    let _ = apparmor::looks_like(&text.text);
    let limits = Limits { nodes: 20_000, depth: 20, ..Limits::default() };
    let file = match apparmor::parse(&text, &limits) {
        Ok(file) => file,
        Err(failure) => return check_span(failure.span, bytes.len()),
    };
    for (index, profile) in file.profiles.iter().enumerate() {
        assert!(profile.parent.is_none_or(|parent| parent < index), "a parent stands before its children");
        check_span(profile.span, bytes.len());
        let _ = file.full_name(profile);
        for rule in &profile.rules {
            check_span(rule.span, bytes.len());
            assert!(!rule.text.is_empty(), "a rule has a text");
        }
    }
}

/// Names by which a file is read as one of another scanner, or as a manifest. The first byte picks one.
const IGNORE_FILES: [&str; 10] = [
    "deploy/app.yaml",
    ".trivyignore",
    ".trivyignore.yaml",
    ".kube-linter.yaml",
    ".checkov.yaml",
    ".checkov.baseline",
    "deploy/app.json",
    ".gitleaks.toml",
    "web/.gitleaksignore",
    "web/.betterleaks.toml",
];

/// Takes bytes through what reads the ignores of other scanners.
pub fn exercise_ignores(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let Some(path) = IGNORE_FILES.get(usize::from(first.wrapping_sub(b'0')) % IGNORE_FILES.len()) else {
        return;
    };
    assert!(ignores::wants(path), "a file that is read is asked for: {path}");
    let limits = Limits { documents: 100, nodes: 20_000, ..Limits::default() };
    for ignore in ignores::beside("src/main.c", bytes, &Scanner::ALL) {
        assert_eq!(ignore.only_line, Some(ignore.line), "it is told by its line: {ignore:?}");
    }
    let Ok(found) = ignores::read(path, bytes, &Scanner::ALL, &limits) else { return };
    let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count().saturating_add(1);
    let mut before = 1;
    for ignore in &found.ignores {
        assert!(before <= ignore.line, "ignores are told by line: {ignore:?}");
        before = ignore.line;
        // Some breaks are only breaks for YAML 1.1, and UTF-16 has two bytes for each.
        assert!(
            ignore.line <= u32::try_from(lines.saturating_add(bytes.len())).unwrap_or(u32::MAX),
            "an ignore stands on a line: {ignore:?}"
        );
        let reason = ignore.reason.as_deref().unwrap_or("one");
        assert!(
            !reason.is_empty() && reason.len() < 5_000,
            "a reason says something, and is cut: {ignore:?}"
        );
        assert!(!reason.contains(char::is_control), "a reason is one line: {ignore:?}");
    }
    for failure in &found.failures {
        assert!(failure.span.line >= 1, "a failure stands on a line: {failure:?}");
    }
    let twice = ignores::read(path, bytes, &Scanner::ALL, &limits).map(|again| again.ignores);
    assert_eq!(twice.ok().as_ref(), Some(&found.ignores), "the same bytes tell the same");
}

/// Takes bytes as a Java archive.
pub fn exercise_jar(bytes: &[u8]) {
    let bounds =
        Bounds { packages: 500, needs: 500, members: 2_000, unpacked_bytes: 1 << 20, ..Bounds::default() };
    let read = || {
        let mut found = Found::default();
        let input = Input { path: "app/core-1.0.jar", bytes, beside: &|_| None };
        for reader in packages::readers_of(input.path, Sort::Both) {
            packages::read(reader, &input, &bounds, &mut found);
        }
        found
    };
    let found = read();
    assert!(found.packages.len() <= bounds.packages, "packages are bounded");
    let needs: usize = found.packages.iter().map(|package| package.needs.len()).sum();
    assert!(needs <= bounds.needs, "what they need is bounded: {needs}");
    check_packages(&found.packages);
    for package in &found.packages {
        assert!(package.found_in.path.starts_with("app/core-1.0.jar"), "it lies in the archive: {package:?}");
    }
    assert_eq!(read(), found, "the same bytes tell the same");
}

/// Takes bytes as a bill of materials.
pub fn exercise_sbom(bytes: &[u8]) {
    let _ = sbom::looks_like(bytes);
    let Ok((read, _)) = sbom::parse(bytes, &Bounds::default()) else { return };
    check_packages(&read.packages);
    let places: Vec<_> =
        read.packages.iter().map(|package| (&package.found_in, package.purl.to_string())).collect();
    assert!(places.is_sorted(), "packages are sorted");
}

fn check_packages(all: &[Package]) {
    for package in all {
        let needs = &package.needs;
        assert!(needs.windows(2).all(|pair| pair[0] < pair[1]), "needs are sorted, each once: {package:?}");
        assert!(needs.iter().all(|need| (*need as usize) < all.len()), "needs are in the list: {package:?}");
        for digest in &package.digests {
            assert!(digest.value.bytes().all(|byte| byte.is_ascii_hexdigit()), "digests are hexadecimal");
        }
        if let Some(licence) = &package.licence {
            assert!(!licence.text().is_empty(), "a licence says something: {package:?}");
        }
    }
}

fn check_span(span: Span, size: usize) {
    assert!(span.line >= 1 && span.column >= 1, "positions count from 1: {span:?}");
    assert!(span.byte_start <= span.byte_end, "a span ends behind its start: {span:?}");
    let end = usize::try_from(span.byte_end).unwrap_or(usize::MAX);
    assert!(end <= size.saturating_mul(2), "a span lies in the file: {span:?}");
}

fn check(field: &Field<'_>, size: u32) {
    let span = field.span();
    assert!(span.line >= 1 && span.column >= 1, "positions count from 1: {span:?}");
    assert!(span.byte_start <= span.byte_end, "a span ends behind its start: {span:?}");
    assert!(span.byte_end <= size.saturating_mul(2), "a span lies in the file: {span:?}");
    let _ = (field.identity(), field.full_path(), field.pointer());
}

/// Takes bytes for a stream of bzip2, of which at most a megabyte is read.
pub fn exercise_bzip2(bytes: &[u8]) {
    const MOST: usize = 1 << 20;
    let mut made = bytes.to_vec();
    for (byte, wanted) in made.iter_mut().zip(b"BZh") {
        *byte = *wanted;
    }
    let read = || {
        let mut source =
            sekimori_parse::archive::Packing::Bzip2.inflate(made.as_slice()).expect("it is known");
        let (read, error) = sekimori_parse::archive::read_up_to(&mut source, MOST);
        (read, error.map(|error| error.to_string()))
    };
    let once = read();
    assert!(once.0.len() <= MOST, "no more than was asked for");
    assert_eq!(once, read(), "the same bytes are read in the same way");
}

/// Takes bytes for what a registry says.
pub fn exercise_notification(bytes: &[u8]) {
    if let Ok((found, _)) = sekimori_parse::notification::pushes(bytes) {
        assert!(found.iter().all(|push| !push.repository.is_empty() && !push.repository.contains("..")));
    }
}
