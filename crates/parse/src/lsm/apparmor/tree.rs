//! What a file of AppArmor policy says. All text is borrowed from the file.

use sekimori_model::Span;

use super::access::Access;

/// A file of policy.
#[derive(Debug, Clone, Default)]
pub struct File<'t> {
    /// Files that it includes before or between its profiles, with their marks: `<tunables/global>`.
    pub includes: Vec<&'t str>,
    /// Its profiles in the order of their heads; children and hats stand behind their parent.
    pub profiles: Vec<Profile<'t>>,
}

/// A profile, a profile inside another one, or a hat.
#[derive(Debug, Clone)]
pub struct Profile<'t> {
    /// Its name without quotes; the path where it has no other, the hat's name without `^`.
    pub name: &'t str,
    /// The path of the programs that it is for, where the head has one.
    pub attachment: Option<&'t str>,
    /// Its flags, such as `complain`, each as written: `attach_disconnected.path=/x`.
    pub flags: Vec<&'t str>,
    /// The index in [`File::profiles`] of the profile that it stands in.
    pub parent: Option<usize>,
    /// True for a hat, which a program changes to by itself.
    pub hat: bool,
    /// The head, from the first word to the one before the brace.
    pub span: Span,
    /// Its rules, without those of its children.
    pub rules: Vec<Rule<'t>>,
}

impl Profile<'_> {
    /// Tells whether it has a flag.
    pub fn has_flag(&self, flag: &str) -> bool {
        self.flags.contains(&flag)
    }
}

impl File<'_> {
    /// Returns the name by which a profile is loaded: `parent//child` for one inside another.
    pub fn full_name(&self, profile: &Profile<'_>) -> String {
        let mut names = vec![profile.name];
        let mut parent = profile.parent;
        // A parent stands before its children, so this ends; the count guards against a file built by hand.
        while let Some(above) = parent.and_then(|index| self.profiles.get(index)) {
            names.push(above.name);
            parent = above.parent.filter(|_| names.len() <= self.profiles.len());
        }
        names.reverse();
        names.join("//")
    }
}

/// What may stand before a rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Qualifiers {
    /// `audit`: it is logged.
    pub audit: bool,
    /// `deny`: it takes away, and wins over every rule that gives.
    pub deny: bool,
    /// `owner`: only for files that belong to the user of the process.
    pub owner: bool,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule<'t> {
    /// From the first qualifier to the word before the comma.
    pub span: Span,
    /// The rule as written, without the comma.
    pub text: &'t str,
    /// What stands before it, qualifiers of blocks around it included.
    pub qualifiers: Qualifiers,
    /// What it is about.
    pub kind: RuleKind<'t>,
}

/// What a rule is about. A list of words without any means all there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleKind<'t> {
    /// `all`: everything.
    All,
    /// `capability [NAME...]`
    Capability(Vec<&'t str>),
    /// `network [DOMAIN] [TYPE] [PROTOCOL] [CONDITIONS]`
    Network(Vec<&'t str>),
    /// `file`, or a path and what may be done with it.
    File {
        /// The path, without quotes; none for the rule `file` alone, which means all files.
        path: Option<&'t str>,
        /// What may be done.
        access: Access<'t>,
        /// The profile that a program goes over to, behind the arrow.
        target: Option<&'t str>,
    },
    /// `link [subset] NEW -> OLD`
    Link {
        /// The new name.
        path: Option<&'t str>,
        /// What it leads to.
        target: Option<&'t str>,
    },
    /// `mount`
    Mount(Vec<&'t str>),
    /// `remount`
    Remount(Vec<&'t str>),
    /// `umount`
    Umount(Vec<&'t str>),
    /// `pivot_root`
    PivotRoot(Vec<&'t str>),
    /// `ptrace [ACCESS] [peer=...]`
    Ptrace(Vec<&'t str>),
    /// `signal [ACCESS] [set=...] [peer=...]`
    Signal(Vec<&'t str>),
    /// `dbus`
    Dbus(Vec<&'t str>),
    /// `unix`
    Unix(Vec<&'t str>),
    /// `mqueue`
    Mqueue(Vec<&'t str>),
    /// `io_uring`
    IoUring(Vec<&'t str>),
    /// `userns`
    UserNs(Vec<&'t str>),
    /// `change_profile [EXEC] [-> TARGET]`
    ChangeProfile {
        /// The program on whose start it may change; none where it may always.
        exec: Option<&'t str>,
        /// The profile that it may change to; none for any.
        target: Option<&'t str>,
    },
    /// `set rlimit NAME <= VALUE`
    Rlimit(Vec<&'t str>),
    /// `include` and the file, with its marks.
    Include(&'t str),
    /// A rule of a kind that is not known.
    Other(&'t str),
}
