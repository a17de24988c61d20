//! AppArmor policy as people write it.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use sekimori_model::{Limits, NotAnalysed};
use sekimori_parse::lsm::apparmor::{Exec, File, RuleKind, looks_like, parse};
use sekimori_parse::{Failure, Text};

fn text(text: &str) -> Text<'_> {
    Text { text: text.into(), offset: 0 }
}

fn read<'t>(text: &'t Text<'_>) -> File<'t> {
    parse(text, &Limits::default()).unwrap_or_else(|failure| panic!("{failure:?}"))
}

fn refusal(policy: &str) -> Failure {
    parse(&text(policy), &Limits::default()).unwrap_err()
}

/// Everything that the language has, as the manual pages show it.
const BROAD: &str = r#"
# vim:syntax=apparmor
abi <abi/4.0>,
#include <tunables/global>
include if exists <local/global>
@{APP}=/opt/app /srv/app
@{APP} += "/opt/other app" \
  /x
$debug = true
alias /home/ -> /mnt/users/,

profile web @{APP}/bin/* flags=(attach_disconnected, mediate_deleted) {
  include <abstractions/base>
  capability net_bind_service,
  deny capability sys_admin sys_ptrace,
  network inet stream,
  audit deny @{PROC}/{*,**^[0-9*],sys/kernel/shm*} wkx,
  owner @{HOME}/.cache/** rwk,
  r /etc/hosts,
  file,
  file rw /run/app.sock,
  /usr/bin/sh Cx -> shell,
  /usr/bin/{a,b} rPUx,
  "/path with space/*" rw,
  /a\ b r,
  link subset /x/* -> /y/*,
  mount fstype=(ext2, ext3) options=(ro, nosuid) /dev/sd* -> /mnt/**,
  umount /mnt/{,**},
  pivot_root oldroot=/a/ /b/,
  ptrace (read, trace) peer=@{profile_name},
  signal (send, receive) set=(term, kill) peer=unconfined,
  dbus send bus=session path=/org/x interface=org.x member={A,B} peer=(name=org.x, label=y),
  unix (connect) type=stream peer=(addr="@/tmp/.X11-unix/X[0-9]*"),
  change_profile unsafe /usr/bin/z -> other//hat,
  set rlimit nofile <= 1024,
  userns create,
  io_uring sqpoll,
  priority=10 allow all,
  brand_new_rule a=b,
  audit {
    deny /secret r,
  }
  if defined @{APP} {
    /y r,
  } else if $debug { /z r, }
  profile shell flags=(complain) {
    /bin/** ix,
  }
  ^admin { capability, }
  hat guest { network, }
}

/usr/sbin/{named,bind} flags=(complain) { file, }
"#;

#[test]
fn reads_every_kind_of_statement() {
    let text = text(BROAD);
    let file = read(&text);
    assert_eq!(file.includes, ["<tunables/global>", "<local/global>"]);
    let names: Vec<String> = file.profiles.iter().map(|profile| file.full_name(profile)).collect();
    assert_eq!(names, ["web", "web//shell", "web//admin", "web//guest", "/usr/sbin/{named,bind}"]);
    let web = &file.profiles[0];
    assert_eq!(web.attachment, Some("@{APP}/bin/*"));
    assert_eq!(web.flags, ["attach_disconnected", "mediate_deleted"]);
    assert!(!web.hat && file.profiles[2].hat && file.profiles[1].has_flag("complain"));
    let others: Vec<_> = web.rules.iter().filter(|rule| matches!(rule.kind, RuleKind::Other(_))).collect();
    assert_eq!(others.len(), 1, "{others:?}");
    assert_eq!(others[0].text, "brand_new_rule a=b");
}

#[test]
fn a_rule_says_what_it_is_about_and_where_it_stands() {
    let text = text(BROAD);
    let file = read(&text);
    let find = |part: &str| {
        file.profiles.iter().flat_map(|p| &p.rules).find(|rule| rule.text.contains(part)).unwrap()
    };
    let RuleKind::File { path, access, target } = &find("Cx").kind else { panic!("a file") };
    assert_eq!((*path, access.exec(), *target), (Some("/usr/bin/sh"), Some(Exec::Profile), Some("shell")));
    let RuleKind::File { path, access, .. } = &find("r /etc/hosts").kind else { panic!("a file") };
    assert_eq!((*path, access.letters()), (Some("/etc/hosts"), "r"));
    let RuleKind::File { path, .. } = &find("path with").kind else { panic!("a file") };
    assert_eq!(*path, Some("/path with space/*"));
    let rule = find("wkx");
    assert!(rule.qualifiers.audit && rule.qualifiers.deny && !rule.qualifiers.owner);
    assert_eq!((rule.span.line, rule.span.column), (17, 3));
    let start = usize::try_from(rule.span.byte_start).unwrap();
    assert!(BROAD[start..].starts_with("audit deny @{PROC}"));
    let secret = find("/secret").qualifiers;
    assert!(secret.audit && secret.deny, "what the block says holds for its rules");
    assert_eq!(
        find("change_profile").kind,
        RuleKind::ChangeProfile { exec: Some("/usr/bin/z"), target: Some("other//hat") }
    );
    assert_eq!(find("priority").kind, RuleKind::All);
    let bare = |index: usize| file.profiles[index].rules[0].kind.clone();
    assert_eq!((bare(2), bare(3)), (RuleKind::Capability(vec![]), RuleKind::Network(vec![])));
}

#[test]
fn what_is_broken_is_told_with_its_place() {
    for (policy, line, column, says) in [
        ("profile a {\n  file,\n", 1, 1, "not closed"),
        ("profile a {\n  file\n}\n", 2, 3, "does not end in a comma"),
        ("}\n", 1, 1, "closes nothing"),
        ("file,\n", 1, 1, "outside of a profile"),
        ("profile a {\n  ,\n}\n", 2, 3, "ends nothing"),
        ("a b c {\n}\n", 1, 1, "not that of a profile"),
        ("profile a {\n  /x \"r,\n}\n", 2, 6, "quote"),
        ("profile a flags=(complain {\n}\n", 1, 17, "parenthesis"),
        ("profile a {\n  /{a r,\n}\n", 2, 3, "brace"),
    ] {
        let failure = refusal(policy);
        assert_eq!(failure.reason, NotAnalysed::Malformed, "{policy}");
        assert_eq!((failure.span.line, failure.span.column), (line, column), "{policy}");
        assert!(failure.detail.contains(says), "{policy}: {}", failure.detail);
    }
    assert_eq!(refusal("profile {{ .Values.name }} {\n").reason, NotAnalysed::Template);
}

#[test]
fn limits_hold() {
    assert_eq!(refusal(&"profile a {\n".repeat(200_000)).reason, NotAnalysed::TooDeep);
    let limits = Limits { nodes: 100, ..Limits::default() };
    let policy = format!("profile a {{\n{}}}\n", "file,\n".repeat(100));
    assert_eq!(parse(&text(&policy), &limits).unwrap_err().reason, NotAnalysed::TooManyNodes);
}

#[test]
fn tells_policy_from_other_files_of_that_name() {
    for policy in [BROAD, "profile x {\n}", "/usr/bin/x {\r\n}", "/usr/bin/x flags=(complain) {\n}"] {
        assert!(looks_like(policy), "{policy}");
    }
    for other in
        ["export PATH=/bin\nfoo() {\n}\n", "profile() {\n}\n", "# profile\n", "function profile {\n}", ""]
    {
        assert!(!looks_like(other), "{other}");
    }
}
