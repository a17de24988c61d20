//! Images in folders and archives, made by umoci, skopeo and tar.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests read their own files")]

#[path = "image/made.rs"]
mod made;

use std::fs;
use std::path::Path;

use made::{MAKERS, has, layout, run};
use sekimori_model::{Image, ImageLimits, ImageOrigin, Member, MemberKind, NotAnalysed, Platform};
use sekimori_supply::image::{Error, ImageRef, OpenOptions, open};

fn opened(text: &str) -> Box<dyn Image> {
    try_open(text, &OpenOptions::default()).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn try_open(text: &str, options: &OpenOptions) -> Result<Box<dyn Image>, Error> {
    open(&ImageRef::parse(text)?, options)
}

/// A member as a line: what it is, its path, where it leads or what it holds.
fn line(member: &mut Member<'_>) -> String {
    let path = member.path;
    match member.kind {
        MemberKind::File => {
            let mut text = String::new();
            member.content.read_to_string(&mut text).expect("it can be read");
            assert_eq!(text.len() as u64, member.size, "{path}");
            format!("file {path} {:?}", text.lines().next().unwrap_or_default())
        }
        MemberKind::HardLink(to) => format!("hard {path} {to}"),
        MemberKind::SymbolicLink(to) => format!("link {path} {to}"),
        MemberKind::Directory => format!("dir {path}"),
        MemberKind::Special => format!("special {path}"),
        MemberKind::Whiteout => format!("gone {path}"),
        MemberKind::Marker => format!("marker {path}"),
        MemberKind::Opaque => format!("opaque {path}"),
    }
}

fn walked(image: &dyn Image, layer: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let limits = ImageLimits::default();
    let problems = image.walk_layer(layer, &limits, &mut |member| lines.push(line(member)));
    assert_eq!(problems, Ok(Vec::new()));
    lines
}

fn is_the_image(image: &dyn Image, origin: ImageOrigin) {
    let facts = image.facts();
    assert_eq!((facts.origin, facts.layers.len()), (origin, 3));
    assert_eq!(facts.platform.to_string(), "linux/amd64");
    let config = facts.config.as_ref().expect("a configuration");
    assert_eq!(
        (config.user.as_str(), config.command.as_slice()),
        ("1000:1000", &["/bin/tool".to_owned()][..])
    );
    assert_eq!(config.env, [("PATH".to_owned(), "/bin".to_owned())]);
    assert_eq!(config.exposed_ports, ["8080/tcp"]);
    assert_eq!(config.labels.first().map(|(_, value)| value.as_str()), Some("https://example.com/src"));
    assert!(facts.layers.iter().all(|layer| layer.diff_id.is_some() && layer.size > 0));
    let steps: Vec<_> = facts.layers.iter().map(|layer| layer.step).collect();
    assert_eq!(steps, [Some(0), Some(1), Some(2)]);
    let base = walked(image, 0);
    for wanted in [
        "file etc/os-release \"ID=alpine\"",
        "file etc/gone.conf \"deleted later\"",
        "link bin/link /bin/tool",
        "dir opt/old",
    ] {
        assert!(base.contains(&wanted.to_owned()), "{wanted} in {base:?}");
    }
    // Which of two names comes first is the folder's affair.
    let of_tool = ["hard bin/twin bin/tool", "hard bin/tool bin/twin"];
    assert!(base.iter().any(|line| of_tool.contains(&line.as_str())), "{base:?}");
    assert_eq!(walked(image, 1), ["gone etc/gone.conf"]);
    let anew = walked(image, 2);
    assert!(anew.contains(&"opaque opt/old".to_owned()) && anew.contains(&"file opt/old/b \"b\"".to_owned()));
}

#[test]
fn one_image_reads_the_same_from_each_place() {
    if !has(&MAKERS) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let layout = layout(folder.path(), "one", "amd64");
    let layout = layout.to_string_lossy();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    is_the_image(&*opened(&format!("oci:{layout}")), ImageOrigin::OciLayout);
    is_the_image(&*opened(&layout), ImageOrigin::OciLayout);
    let named = opened(&format!("oci:{layout}:one"));
    is_the_image(&*named, ImageOrigin::OciLayout);
    let digest = named.facts().digest.clone().expect("its digest");
    is_the_image(&*opened(&format!("oci:{layout}@{digest}")), ImageOrigin::OciLayout);

    let from = format!("oci:{layout}:one");
    let (oci, docker) = (at("oci.tar"), at("docker.tar"));
    run("skopeo", &["copy", "-q", &from, &format!("oci-archive:{oci}:one")]);
    run("skopeo", &["copy", "-q", &from, &format!("docker-archive:{docker}:example.com/app:1")]);
    is_the_image(&*opened(&format!("oci-archive:{oci}")), ImageOrigin::OciArchive);
    is_the_image(&*opened(&oci), ImageOrigin::OciArchive);
    let saved = opened(&docker);
    is_the_image(&*saved, ImageOrigin::DockerArchive);
    assert_eq!(saved.facts().repository, "example.com/app");
    is_the_image(&*opened(&format!("docker-archive:{docker}:example.com/app:1")), ImageOrigin::DockerArchive);
    run("gzip", &[&docker]);
    is_the_image(&*opened(&format!("docker-archive:{docker}.gz")), ImageOrigin::DockerArchive);

    // What was copied with zstd is the same image.
    let zstd = at("zstd");
    run("skopeo", &["copy", "-q", "--dest-compress-format=zstd", &from, &format!("oci:{zstd}:one")]);
    is_the_image(&*opened(&format!("oci:{zstd}")), ImageOrigin::OciLayout);

    let Err(Error::Unnamed { wanted, available }) =
        try_open(&format!("oci:{layout}:two"), &OpenOptions::default())
    else {
        panic!("there is no such image")
    };
    assert_eq!((wanted.as_str(), available), ("two", vec!["one".to_owned()]));
    let arm = Platform { os: "linux".into(), architecture: "arm64".into(), variant: String::new() };
    let options = OpenOptions { platform: Some(arm), ..OpenOptions::default() };
    let Err(Error::Platform { wanted, available }) = try_open(&from, &options) else {
        panic!("it does not run there")
    };
    assert_eq!((wanted.as_str(), available), ("linux/arm64", vec!["linux/amd64".to_owned()]));
}

#[test]
fn a_layer_that_was_changed_is_told_and_never_passes() {
    if !has(&MAKERS) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let layout = layout(folder.path(), "one", "amd64");
    let image = opened(&format!("oci:{}", layout.display()));
    let digest = image.facts().layers[0].digest.clone().expect("its digest");
    let blob = layout.join("blobs/sha256").join(digest.hex());
    let whole = fs::read(&blob).expect("the blob");
    let walk = |bytes: &[u8]| {
        fs::write(&blob, bytes).expect("it is written");
        let walked = image.walk_layer(0, &ImageLimits::default(), &mut |_| {});
        walked.map_err(|problem| (problem.reason, problem.path.to_string())).map(drop)
    };
    let mismatch = Err((NotAnalysed::DigestMismatch, digest.to_string()));
    // The date in the head of gzip changes nothing but the digest.
    let mut other = whole.clone();
    other[4] ^= 1;
    assert_eq!(walk(&other), mismatch);
    assert_eq!(walk(&whole[..whole.len() / 2]), mismatch);
    assert_eq!(walk(&[&whole[..], b"more"].concat()), mismatch);
    assert_eq!(walk(&whole), Ok(()));
    fs::remove_file(&blob).expect("it is removed");
    let gone = image.walk_layer(0, &ImageLimits::default(), &mut |_| {}).map(drop);
    assert_eq!(gone.map_err(|problem| problem.reason), Err(NotAnalysed::Unreadable));
}

#[test]
fn a_root_file_system_is_one_layer_and_links_are_not_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let outside = tempfile::tempdir().expect("a folder");
    fs::write(outside.path().join("outside"), "outside").expect("a file");
    let root = folder.path();
    for (path, text) in [("a/file", "x"), ("proc/1/environ", "kernel"), ("sys/kernel", "kernel"), ("b", "b")]
    {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    std::os::unix::fs::symlink(outside.path(), root.join("out")).expect("a link");
    std::os::unix::fs::symlink("..", root.join("a/up")).expect("a link");
    fs::hard_link(root.join("b"), root.join("c")).expect("a link");
    nix::unistd::mkfifo(&root.join("pipe"), nix::sys::stat::Mode::S_IRUSR).expect("a pipe");
    let image = opened(&format!("rootfs:{}", root.display()));
    assert_eq!(image.facts().origin, ImageOrigin::RootFs);
    let wanted = [
        "dir a".to_owned(),
        "file a/file \"x\"".to_owned(),
        "link a/up ..".to_owned(),
        "file b \"b\"".to_owned(),
        "hard c b".to_owned(),
        format!("link out {}", outside.path().display()),
        "special pipe".to_owned(),
        "dir proc".to_owned(),
        "dir sys".to_owned(),
    ];
    assert_eq!(walked(&*image, 0), wanted);
    let few = ImageLimits { members: 3, ..ImageLimits::default() };
    let stopped = image.walk_layer(0, &few, &mut |_| {}).map_err(|problem| problem.reason);
    assert_eq!(stopped, Err(NotAnalysed::UnpacksTooMuch));
}

#[test]
fn what_is_no_image_is_refused_with_its_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = folder.path().join("text");
    fs::write(&text, "no tar at all").expect("a file");
    let refused = |text: &str| match try_open(text, &OpenOptions::default()) {
        Ok(_) => panic!("{text} is no image"),
        Err(error) => error,
    };
    assert!(matches!(refused(&text.to_string_lossy()), Error::NotAnImage { .. }));
    assert!(matches!(refused(&format!("rootfs:{}", text.display())), Error::NotAnImage { .. }));
    assert!(matches!(refused("rootfs:/no/such/folder"), Error::Open { .. }));
    let tar = folder.path().join("other.tar");
    run("tar", &["cf", &tar.to_string_lossy(), "-C", &folder.path().to_string_lossy(), "text"]);
    let Error::NotAnImage { detail, .. } = refused(&tar.to_string_lossy()) else { panic!("it is no image") };
    assert!(detail.contains("manifest.json"), "{detail}");
    assert!(Path::new(&tar).exists());
}
