# Texts of the reference of rules, `sekimori rules docs`.

site-name = Sekimori rules
site-skip = Skip to the content
site-made-by = Made by Sekimori { $version }. This page loads nothing from anywhere else.
site-trail = Where you are
site-all-rules = All rules
site-lead = { $count } rules in { $families } families. Each names a bad pattern, and says why it matters, how to mend it and how to accept it.
site-packs = Packs
site-packs-about = Sets of rules that are switched on by name.
site-standards = Published standards
site-standards-about = Controls, and the rules that answer them.
site-scanners = Other scanners
site-scanners-about = Their checks, and the rules that look at the same.
site-pack = pack
site-framework = standard or scanner
site-repair = repair
site-at-least = { $severity } or worse
site-search-hint = Words of a title, an id, a control …
site-no-match = No rule matches these filters.
site-rule-count = { $count ->
    [one] { $count } rule.
   *[other] { $count } rules.
  }

site-repair-safe = with --fix
site-repair-unsafe = with --fix --unsafe-fixes
site-repair-none = by hand
site-repair-safe-how = `sekimori scan --fix` does this: the workload behaves as before, unless it used what is taken away.
site-repair-unsafe-how = `sekimori scan --fix --unsafe-fixes` does this; the workload may need to be changed with it.

site-why = Why it matters
site-fix = How to mend it
site-examples = Examples
site-bad = Reported
site-good = Not reported
site-reported = reported
site-more-cases = { $count ->
    [one] { $count } more case
   *[other] { $count } more cases
  }
site-judged-kubernetes = for Kubernetes { $value }
site-judged-level = at level { $value }
site-judged-parameters = with parameters `{ $value }`
site-parameters = Parameters
site-parameters-how = They are set in `sekimori.yaml`; these are the defaults:
site-default = Default:
site-type-flag = true or false
site-type-number = whole number
site-type-text = text
site-type-texts = list of texts
site-steps = Versions of Kubernetes
site-waive = How to accept it
site-waive-annotation = For one object, by an annotation that its author writes:
site-waive-file = For files or objects, in `sekimori.yaml`:
site-waive-reason = agreed in review
site-waive-engine = This cannot be accepted or switched off: it tells what was not analysed.
site-configure = How to grade it otherwise, or switch it off
site-configure-how = In `sekimori.yaml`:
site-facts = Facts
site-covers = other scanners
site-public-page = published
site-neighbours = Neighbouring rules
site-previous = Previous
site-next = Next
site-comma = {", "}

site-framework-title = { $name } and the rules of Sekimori
site-framework-about = { $count ->
    [one] { $count } control that rules answer.
   *[other] { $count } controls that rules answer.
  }
site-framework-home = Read the standard
site-scanner-about = { $count ->
    [one] { $count } check of { $name } that rules cover: they look at the same.
   *[other] { $count } checks of { $name } that rules cover: they look at the same.
  }
site-pack-title = The pack { $pack }
site-pack-baseline = The Pod Security Standards, level baseline: what no workload of an application needs.
site-pack-restricted = The Pod Security Standards, level restricted, which contains baseline.
site-pack-best-practice = What workloads, access, networks and images should look like beside the Pod Security Standards.
site-pack-azure-safeguards = What Azure Policy judges in clusters.
site-pack-cis = The CIS Benchmark for Kubernetes, as far as manifests show it.
site-pack-nsa = The Kubernetes Hardening Guide of NSA and CISA, as far as manifests show it.
site-pack-whole = All of them run, whatever the persona is.
site-pack-by-persona = Of these, the ones for the chosen persona run.

site-family-admission = Admission
site-family-agent-sandbox = Sandboxes of agents
site-family-availability = Availability
site-family-container = Containers
site-family-control-plane = Control plane and nodes
site-family-identity = Identity
site-family-image = Images
site-family-lsm = AppArmor and seccomp
site-family-manifest = Manifests
site-family-metadata = Metadata
site-family-namespace = Namespaces
site-family-network = Network
site-family-openshift = OpenShift
site-family-package = Packages
site-family-pod-security = Pod Security Standards
site-family-registry = Registries
site-family-rbac = Access (RBAC)
site-family-reference = References between objects
site-family-resources = Resources
site-family-secret = Secrets
site-family-storage = Storage
site-family-windows = Windows
site-family-workload = Workloads

site-written = { $pages } pages about { $rules } rules were written to { $path }. Open { $index }.

site-credentials = Patterns of credentials
site-credentials-lead = { $count } patterns of { $providers } providers. `sekimori secrets` searches files, commits and histories for them, and `sekimori scan` the files that it scans.
site-credentials-of = Credentials: { $provider }
site-credentials-all = All { $count } patterns of credentials
site-elsewhere = Search the patterns of credentials for “{ $words }”
site-waive-secret = Only where it is no secret, such as a made-up value in a test: by the fingerprint, which each report gives, in `sekimori.yaml`. A real one is revoked first; a waiver does not take it back.
site-waive-reason-secret = made up for a test
site-pack-secrets = Credentials in files of any kind.
site-pack-advisories = What is known about the packages that something is made of.
