# Help. help-<command> is what a command does, help-<command>-examples shows two uses, help-arg-<id> is a flag's or an
# argument's manual: what it does, its default, and where it can stand besides.

help-heading-usage = Usage
help-heading-commands = Commands
help-heading-examples = Examples
help-heading-input = Input
help-heading-limits = Limits
help-heading-rules = Rules
help-heading-focus = What is reported
help-heading-output = Output
help-heading-repair = Repair
help-heading-global = Global
help-heading-waivers = Waivers

help-sekimori = Sekimori keeps the checkpoints on the way to a Kubernetes cluster: it judges manifests by one catalog of rules, and searches files, commits and histories for secrets.
help-sekimori-examples =
    {"  "}$ sekimori scan examples/shop
    {"  "}$ sekimori rules show pod-security/privileged-container
help-sekimori-scan = Judges Kubernetes manifests: the YAML and JSON files of a folder, single files, or standard input. Files of any kind are searched for secrets.
help-sekimori-scan-examples =
    {"  "}$ sekimori scan examples/shop --fail-on high
    {"  "}$ sekimori scan examples/shop-clean --pss restricted@1.30 --format json

    {"  "}Exit codes: 0 clean, 1 findings at or above --fail-on, 2 the job could not be done,
    {"  "}3 nothing to look at, 4 incomplete, 64 usage or configuration.
help-sekimori-rules = Shows the rules of the catalog.
help-sekimori-rules-examples =
    {"  "}$ sekimori rules list
    {"  "}$ sekimori rules show pod-security/host-port --lang ja
help-sekimori-rules-list = Lists all rules, one a line, or those of a family, a pack, a persona or a severity.
help-sekimori-rules-list-examples =
    {"  "}$ sekimori rules list --family rbac,secret --severity high
    {"  "}$ sekimori rules list --pack cis --format json
help-sekimori-rules-show = Shows all that is known about one rule.
help-sekimori-rules-show-examples =
    {"  "}$ sekimori rules show pod-security/host-port
    {"  "}$ sekimori rules show pod-security/run-as-root --format json
help-sekimori-rules-docs = Writes the reference of all rules as a small site of static pages, in English and Japanese. It works without a server and loads nothing from outside.
help-sekimori-rules-docs-examples =
    {"  "}$ sekimori rules docs --output target/rules
    {"  "}$ sekimori rules docs --output target/rules --force --lang ja
help-sekimori-config = Shows, checks and describes the configuration.
help-sekimori-config-examples =
    {"  "}$ sekimori config show --origin
    {"  "}$ sekimori config schema
help-sekimori-config-schema = Prints the JSON Schema of sekimori.yaml.
help-sekimori-config-schema-examples =
    {"  "}$ sekimori config schema
    {"  "}$ sekimori config schema --quiet
help-sekimori-config-check = Checks a configuration file: unknown keys, values that are not allowed, rules that do not exist.
help-sekimori-config-check-examples =
    {"  "}$ sekimori config check examples/config/sekimori.yaml
    {"  "}$ sekimori config check examples/config/sekimori.yaml --lang ja
help-sekimori-config-show = Prints the configuration in force: flag over environment over file over default.
help-sekimori-config-show-examples =
    {"  "}$ sekimori config show --origin
    {"  "}$ sekimori config show --config examples/config/sekimori.yaml --fail-on high --origin
help-sekimori-waivers = Makes waivers.
help-sekimori-waivers-examples =
    {"  "}$ sekimori waivers import examples/ignores --owner team-shop --expires 2027-06-30
    {"  "}$ sekimori waivers import examples/ignores --owner team-shop --expires 2027-06-30 --from trivy
help-sekimori-waivers-import = Makes waivers of what other scanners are told to leave alone: annotations, comments in manifests, .kube-linter.yaml, the configuration of Polaris, .checkov.yaml, .checkov.baseline, .trivyignore, .trivyignore.yaml, .grype.yaml, osv-scanner.toml, the allow lists of .gitleaks.toml and .betterleaks.toml, .gitleaksignore, .betterleaksignore, and the comments gitleaks:allow, betterleaks:allow and kingfisher:ignore in files of any kind. Prints them as they stand in sekimori.yaml, which belongs into the same folder; what is not carried over is told on standard error.
help-sekimori-waivers-import-examples =
    {"  "}$ sekimori waivers import examples/ignores --owner team-shop --expires 2027-06-30
    {"  "}$ sekimori waivers import examples/ignores --owner team-shop --expires 2027-06-30 --from checkov,trivy --reason agreed
    {"  "}$ sekimori waivers import examples/ignores --owner team-shop --expires 2027-06-30 --from gitleaks

    {"  "}Exit codes: 0 all is carried over, 2 the job could not be done, 3 nothing to carry over,
    {"  "}4 something was not carried over, 64 usage.
help-sekimori-completion = Makes completions for shells.
help-sekimori-completion-examples =
    {"  "}$ sekimori completion print bash
    {"  "}$ sekimori completion print zsh
help-sekimori-completion-print = Prints the completions of a shell, to be put where that shell looks for them.
help-sekimori-completion-print-examples =
    {"  "}$ sekimori completion print bash
    {"  "}$ sekimori completion print fish
help-sekimori-man = Makes manual pages.
help-sekimori-man-examples =
    {"  "}$ sekimori man print
    {"  "}$ sekimori man print scan
help-sekimori-man-print = Prints the manual page of the program, or of one command, as roff.
help-sekimori-man-print-examples =
    {"  "}$ sekimori man print scan
    {"  "}$ sekimori man print rules show

help-arg-help = Show this help.
help-arg-version = Show the version.
help-arg-lang = Language of everything written for people: en or ja. Default: the locale, else en.
help-arg-color = Colours: auto, always or never. auto asks the terminal, NO_COLOR and CLICOLOR_FORCE. Default: auto.
help-arg-quiet = Write nothing but results and errors.
help-arg-no-progress = Show no progress line. It is never shown without a terminal or when CI is set.

help-arg-paths = Folders and files to scan; `-` for standard input. Named files are read whatever they are called. Default: the current folder.
help-arg-no-ignore = Look at files that .gitignore, .ignore and .sekimoriignore leave out, too.
help-arg-skip-dirs = Folders that are not entered: a name, or a path from the scanned folder. Several with commas. In the file: skipDirs, where paths count from the folder of the file.
help-arg-threads = Threads, 1 to 256. The result does not depend on it. Default: one a core.
help-arg-max-file-size = Bytes of one file, or a number with KiB, MiB or GiB. Larger ones are searched for secrets as they are read, and else reported as not analysed. Default: 32MiB. In the file: limits.fileBytes.
help-arg-max-files = Files of one scan; with more the scan is incomplete (exit 4, or 1 where what was read fails). Default: 1000000. In the file: limits.files.
help-arg-max-documents = Documents of one file; those behind are reported as not analysed. Default: 10000. In the file: limits.documents.
help-arg-max-depth = Levels of nesting, 1 to 1000; deeper documents are reported as not analysed. Default: 128. In the file: limits.depth.
help-arg-max-nodes = Nodes of one document, aliases expanded. Default: 1000000. In the file: limits.nodes.
help-arg-max-findings = Findings of one file; with more the rest of the file is reported as not analysed. Default: 10000. In the file: limits.findings.

help-arg-pss = Judge by this level of the Pod Security Standards alone: privileged, baseline or restricted, at `latest` or a version from 1.0 to 1.37. Packs and rule settings do not matter then; waivers do.
help-arg-packs = Packs of rules to switch on: baseline, restricted (which contains baseline), best-practice, azure-safeguards, cis, nsa, secrets, advisories (what is known of packages; `image`, `deps`, `match` and `registry` have it always). Several with commas. Default: restricted,best-practice,secrets,advisories. In the file: packs.
help-arg-values = File of values for the charts, as for helm template; give it again for more, the last one is strongest. Every chart of a scanned folder is rendered; a packed one (.tgz) only where it is named as a PATH.
help-arg-set = Value for the charts, as helm --set takes it. Sets of values that stay belong into the file: helm.releases.
help-arg-set-string = The same for a value that is a text, whatever it looks like.
help-arg-set-json = The same for a value in JSON.
help-arg-set-literal = The same for a text that is taken as it is.
help-arg-set-file = The same for a value that is the content of a file.
help-arg-release-name = Name of the release that charts are rendered for. Default: release-name.
help-arg-namespace = Namespace that charts are rendered for. Without it, `default` stands there, and what depends on that is not judged.
help-arg-api-versions = API versions that the cluster has beside those of Kubernetes, such as monitoring.coreos.com/v1. In the file: helm.apiVersions.
help-arg-kubernetes-version = Version of Kubernetes that the manifests are for, 1.0 to 1.37 or latest. Default: latest. In the file: kubernetesVersion.
help-arg-persona = Show findings for regular, pedantic or auditor; each sees those before it too. Default: regular. In the file: persona.
help-arg-min-confidence = Leave out findings of lower confidence than low, medium or high. Default: low. In the file: minConfidence.
help-arg-strict = Forbid waivers by annotation, which the author of a manifest writes. Default: false. In the file: strict.
help-arg-now = Day by which waivers expire, as YYYY-MM-DD. Default: SOURCE_DATE_EPOCH, else today in UTC.
help-arg-list-family = Only rules of these families, the part of an id before the slash. Several with commas.
help-arg-list-pack = Only rules of these packs: baseline, restricted, best-practice, azure-safeguards, cis, nsa, secrets. Several with commas.
help-arg-list-persona = Only rules that regular, pedantic or auditor sees; each sees those before it too.
help-arg-list-severity = Only rules of this severity or worse: info, low, medium, high or critical.
help-arg-config = Configuration file. Default: sekimori.yaml in the scanned folder or above it, up to the repository's or the current folder. Paths in it count from its folder; where that is not above what is scanned, from the root of the repository, or else from the scanned folder.
help-arg-org-config = Organisation's configuration file: what it says holds unless sekimori.yaml says otherwise; of strict, failOn and failOnNotAnalysed the stricter value of both holds. Paths in it count from the root of the scanned repository, or else from the scanned folder. Default: none.
help-arg-no-config = Use no configuration file.

help-arg-format = For people: terminal (each finding with its line), table (one line each), html (one page with charts and filters), markdown (a comment of at most 60,000 bytes). For programs: json, sarif, junit, github (annotations of GitHub Actions), gitlab (Code Quality), openvex (what is decided about advisories). Lists of rules: table or json.
help-arg-output = Write the report to this file instead of standard output.

help-arg-site = Folder to write into. It is made if there is none; one that holds anything else is refused.
help-arg-force = Write into the folder even if it holds other files. None is deleted; those of the same name are overwritten.

help-arg-fix = Repair the files in place: what can be repaired without a guess and takes away or fills in only what no workload uses on purpose. A container without a seccomp profile gets `RuntimeDefault`, for example. Format and comments stay. The report and the exit code tell what is left. With `-` the repaired document is written to standard output, and the report only with --output.
help-arg-diff = Show what --fix would change, and write no file: a unified diff that `git apply` and `patch -p1` take in the scanned folder. The exit code tells what was found.
help-arg-unsafe-fixes = Repair also where the workload may need to be changed with it. Needs --fix or --diff; look at the changes.

help-arg-fail-on = Lowest severity that fails the scan (exit 1): info, low, medium, high or critical. Default: low. In the file: failOn.
help-arg-fail-on-not-analysed = Fail (exit 1) where something was not analysed, too. Default: false. In the file: failOnNotAnalysed.
help-arg-show-waived = Show findings that a waiver accepts, too. Formats for programs always hold them.
help-arg-baseline = Report of an earlier scan (--format json or sarif): findings that it has are known, stay in the report and do not fail the scan. Written for a folder above, it counts for what lies in the scanned one.
help-arg-changed-since = Report only findings in files that differ from the commit at which this branch left REF: committed, not committed and new ones. Everything is still judged. Needs a git repository with that history.
help-arg-owner = Report only findings of this owner, as the report names it; a leading @ does not matter. Can be repeated. Owners come from labels and annotations (in the file: owners), else from CODEOWNERS. Where nothing in the scan belongs to an owner, the exit code is 3.
help-arg-role = Report only findings that this role can mend: developer, application-operator, cluster-operator or security-team. Can be repeated.
help-arg-show-known = Show findings that the baseline has, too. Formats for programs always hold them.
help-arg-exit-zero = Exit with 0 whatever was found.

help-arg-waiver-owner = Who answers for the waivers, such as a team.
help-arg-expires = Last day on which the waivers hold, as YYYY-MM-DD. An earlier one that Trivy was given is kept.
help-arg-reason = Why, where the ignore does not say it. Default: a sentence that names the scanner and its check.
help-arg-from = Scanners whose ignores are read: kube-linter, kube-score, polaris, checkov, trivy, gitleaks, betterleaks, kingfisher, grype, osv-scanner. Several with commas. Default: all.

help-arg-rule = Id of the rule, or one that it used to have.
help-arg-file = Configuration file. Default: sekimori.yaml in the current folder.
help-arg-origin = Show each setting with its value and where that came from.
help-arg-shell = bash, elvish, fish, powershell or zsh.
help-arg-command = Command whose page is wanted, such as `rules show`. Default: the program itself.
help-sekimori-secrets = Searches files of any kind, what is staged, or the whole history for credentials: tokens by their own format, values under telling names, private keys; also encoded or packed. No value is ever printed.
help-sekimori-secrets-examples =
    {"  "}$ sekimori secrets .
    {"  "}$ sekimori secrets --staged
    {"  "}$ sekimori secrets --history --cursor .git/sekimori-cursor

    {"  "}Exit codes: 0 clean, 1 secrets at or above --fail-on, 2 the job could not be done,
    {"  "}3 nothing to look at, 4 incomplete, 64 usage or configuration.
help-arg-staged = Search what is staged for the next commit, and report what the commit before does not have. For hooks; works offline. Files above 256 MiB are not searched, but reported as not analysed. The repository is the one that PATH is in, and the whole of it is looked at.
help-arg-history = Search every version of every file in the history of all branches and tags, or of a range such as main..topic. Tells the first and the last commit that have a secret. Files above 256 MiB are not searched, but reported as not analysed. The repository is the one that PATH is in, and the whole of it is looked at.
help-arg-cursor = With --history: read from this file what earlier runs have searched, search only what is new, and write the file anew. It holds ids of commits, and no values.
help-arg-verify = Ask the provider about each secret found whether it still works: GitHub, GitLab, Slack and Azure DevOps, each at its own documented host and over https (through HTTPS_PROXY, if set). Sends the secret to that provider. One that no longer works gets low severity. At most 100 requests in 60 seconds. Default: nothing is sent.
help-arg-verify-endpoint = For tests: a server on this machine that stands in for a provider's host; no other host is asked.
help-arg-secrets-key-file = File with the organization's key, under which one secret has the same id in every place (a keyed hash). Default: SEKIMORI_SECRETS_KEY, else a random key for the run.
help-sekimori-hook = Checks each commit before it is made, and notes those that went past the check.
help-sekimori-hook-examples =
    {"  "}$ sekimori hook install
    {"  "}$ sekimori hook audit
help-sekimori-hook-install = Writes the hooks pre-commit, post-commit, pre-merge-commit and post-merge of the current repository. They work offline; hooks that are there are kept and run first.
help-sekimori-hook-install-examples =
    {"  "}$ sekimori hook install
    {"  "}$ sekimori hook install --commit-message
help-sekimori-hook-audit = Lists the commits of this clone that were made without a check, as with --no-verify. Exits with 1 where there are any.
help-sekimori-hook-audit-examples =
    {"  "}$ sekimori hook audit
    {"  "}$ sekimori hook audit --format json
help-sekimori-hook-run = Does what a hook does: pre-commit and pre-merge-commit search what is staged and stop the commit where a secret is found; post-commit and post-merge note a commit whose files nobody searched. commit-msg searches the message, in the file that follows.
help-sekimori-hook-run-examples =
    {"  "}$ sekimori hook run pre-commit
    {"  "}$ sekimori hook run post-commit
help-arg-commit-message = Write the hook commit-msg as well, which searches what a commit is to say.
help-arg-hook = The hook: pre-commit, post-commit, pre-merge-commit, post-merge or commit-msg.
help-sekimori-sbom = Writes a bill of materials (SBOM): the packages that the lockfiles, archives and programs of a folder name, or those of an image, with licences, digests and what needs what. Files that .gitignore leaves out count, too; what is installed in node_modules counts by its lockfile.
help-sekimori-sbom-examples =
    {"  "}$ sekimori sbom Cargo.lock
    {"  "}$ sekimori sbom Cargo.lock --format spdx --now 2027-01-31

    {"  "}Exit codes: 0 complete, 2 the job could not be done, 3 no packages, 4 something could not be
    {"  "}read, so that packages may be missing (the bill is written), 64 usage.
help-sekimori-deps = Lists every package that a project depends on: version, licence, whether the project itself asks for it, where it is written, advisories with the most urgent first, and the lowest version without them. What is read is what `sekimori sbom` reads. It decides nothing: `sekimori scan`, `sekimori image` and `sekimori deps review` do.
help-sekimori-deps-examples =
    {"  "}$ sekimori deps Cargo.lock
    {"  "}$ sekimori deps Cargo.lock --format json

    {"  "}Exit codes: 0 listed, 2 the job could not be done, 3 no packages, 4 something could not be read,
    {"  "}so that packages may be missing (the list is written), 64 usage or configuration.
help-sekimori-deps-review = Tells what a change does to packages: which it adds, removes or changes, with advisories that it brings and takes away, licences and ages. Both sides are read from git, and nothing is checked out. What the change introduces decides; what was there before does not.
help-sekimori-deps-review-examples =
    {"  "}$ sekimori deps review HEAD
    {"  "}$ sekimori deps review HEAD..HEAD --format json

    {"  "}Exit codes: 0 nothing at or above --fail-on is introduced, 1 something is, 2 the job could not be
    {"  "}done, 4 incomplete: a file that changed could not be read on either side, 64 usage or configuration.
help-sekimori-deps-arg-target = Folder, lockfile, bill in CycloneDX or SPDX, or image, as `sekimori sbom` takes it. Default: the current folder.
help-arg-range = The change: BASE..HEAD compares two commits, BASE...HEAD begins where they parted, BASE alone compares with the files on disk. A side that is left out is HEAD.
help-arg-review-folder = Folder of the repository whose packages are looked at. Default: the current folder.
help-arg-list-db-dir = The folder of the database of advisories. Default: sekimori/db in the user's folder of caches.
help-arg-deps-format = terminal (a table), json or markdown. Default: terminal.
help-arg-deps-output = Write the list to this file instead of standard output.
help-sekimori-deps-review-arg-format = terminal, json (sekimori.dev/deps-review/v1) or markdown (a comment for the pull request); table, sarif, junit, github, gitlab and html tell of the findings that the change introduces, as `sekimori scan` does. Default: terminal.
help-sekimori-deps-tree = Tells why a package is here: the ways to it from what the project itself asks for. Each package is opened once; where it comes again, a mark stands behind it.
help-sekimori-deps-tree-examples =
    {"  "}$ sekimori deps tree serde Cargo.lock
    {"  "}$ sekimori deps tree serde_core Cargo.lock --format json

    {"  "}Exit codes: 0 it is here, 2 the job could not be done, 3 it is not here, 4 something could
    {"  "}not be read, 64 usage.
help-arg-target = Folder whose packages are listed; one file that names packages, such as a lockfile; a bill in CycloneDX or SPDX, to be converted; or an image, with its tag or digest or as `sekimori image` takes it, such as oci:DIR. Default: the current folder.
help-arg-bill-file-size = Bytes of one file, or a number with KiB, MiB or GiB, at most 1GiB. Larger ones are told, and the bill is incomplete (exit 4). Default: 256MiB.
help-arg-executables = Also list every file of an image that can be executed, with its SHA-256 and SHA-1, size, layer, and the package that brought it. Default: packages alone.
help-arg-bill-format = cyclonedx (CycloneDX 1.6) or spdx (SPDX 2.3), both as JSON. Default: cyclonedx.
help-arg-bill-output = Write the bill to this file instead of standard output.
help-arg-bill-now = Day that the bill says it was made on, as YYYY-MM-DD. Default: SOURCE_DATE_EPOCH; without it CycloneDX says no time, and SPDX, which demands one, today in UTC.
help-sekimori-sbom-attach = Attaches a bill of materials to an image in its registry, as a referrer of the image's digest, and prints the digest of what was attached. The bill is made from the image, or is a file. The same bill is never attached twice.
help-sekimori-sbom-attach-examples =
    {"  "}$ sekimori sbom attach registry.example/shop/web:1.2
    {"  "}$ sekimori sbom attach registry.example/shop/web:1.2 --format spdx

    {"  "}Of an image for several platforms, the one of --platform is meant. Exit codes: 0 attached, or there
    {"  "}already, 2 the job could not be done, 3 no packages, so that nothing is attached, 4 something could
    {"  "}not be read, so that packages may be missing (the bill is attached), 64 usage.
help-sekimori-sbom-get = Fetches the bill of materials that is attached to an image in its registry. Of several, the newest is taken. All digests are compared.
help-sekimori-sbom-get-examples =
    {"  "}$ sekimori sbom get registry.example/shop/web:1.2
    {"  "}$ sekimori sbom get registry.example/shop/web:1.2 --format spdx

    {"  "}Exit codes: 0 written, 2 the job could not be done, 3 none is attached, 64 usage.
help-arg-remote-image = The image: a reference in a registry, with its tag or digest.
help-arg-bill-file = The bill, in CycloneDX or SPDX as JSON. Default: it is made from the image.
help-arg-attach-format = The format of the bill that is made: cyclonedx (CycloneDX 1.6) or spdx (SPDX 2.3), both as JSON. Default: cyclonedx.
help-arg-get-format = Take a bill of this format alone: cyclonedx or spdx. Default: either.
help-sekimori-registry = Looks at registries of images.
help-sekimori-registry-examples =
    {"  "}$ sekimori registry check registry.example
    {"  "}$ sekimori registry scan registry.example --repo 'shop/*'
help-sekimori-registry-check = Checks how a registry is kept: pulling and listing without credentials, TLS, tags that move, images without a signature or a bill of materials, too many tags. It reads alone and never writes, so that pushing without credentials is told as not observable.
help-sekimori-registry-check-examples =
    {"  "}$ sekimori registry check registry.example
    {"  "}$ sekimori registry check registry.example --state registry.json --format json

    {"  "}Exit codes: 0 clean, 1 findings at or above --fail-on, 2 the job could not be done, 3 no repositories,
    {"  "}4 incomplete: a limit was reached, or something was not told, 64 usage or configuration.
help-sekimori-registry-scan = Scans all images that the tags of a registry stand for, each digest once and of all platforms, and stores what they hold. What was read by the same rules is not pulled again; its packages are judged by the present database in each run. One image that cannot be read does not end the scan (exit 4). Needs a database: see `sekimori db update`.
help-sekimori-registry-scan-examples =
    {"  "}$ sekimori registry scan registry.example
    {"  "}$ sekimori registry scan registry.example --repo 'shop/*' --new --fail-on high

    {"  "}Exit codes: 0 clean, 1 findings at or above --fail-on, 2 the registry or the database cannot be
    {"  "}used, 3 there is no image, 4 something could not be read, 64 usage or configuration.
help-sekimori-registry-watch = Receives the notifications of a registry (the webhook of Distribution: POST / or /events), scans what was pushed, stores it, and prints a line of JSON for each digest. Only repositories of HOST are pulled, whatever an event says. GET /healthz tells that it is alive. SIGTERM stops it when what is at work is done. TLS is left to a proxy.
help-sekimori-registry-watch-examples =
    {"  "}$ sekimori registry watch registry.example --token-file token
    {"  "}$ sekimori registry watch registry.example --listen 0.0.0.0:8089 --token-file token --repo 'shop/*'

    {"  "}Exit codes: 0 stopped, 2 the address, the state or the database cannot be used, 64 usage or
    {"  "}configuration.
help-arg-listen = Where to listen. Default: 127.0.0.1:8089.
help-arg-token-file = A file with the token that the registry sends, as `Authorization: Bearer TOKEN` or as a password; 16 bytes at least. Needed where other machines can connect.
help-arg-queue = Digests that wait. Where there are more, the registry is told to try again (503). Default: 1000.
help-arg-max-age = When the images count as judged: those that were judged longer ago, or by another database or other rules, are marked as judged now. A number with m, h or d. Default: 24h.
help-arg-stale-after = Days after which an image counts as old, by the date that it says it was built on. Default: 180.
help-arg-at-once = Images that are scanned at a time. Default: 4.
help-sekimori-registry-scan-arg-max-repositories = Repositories that are scanned. Where there are more, the scan is incomplete (exit 4). Default: 1000.
help-sekimori-registry-scan-arg-max-tags = Tags of one repository that are scanned. Where there are more, the scan is incomplete (exit 4). Default: 200.
help-arg-host = The registry, as references name it, with its port: registry.example:5000.
help-arg-repositories = Only these repositories; `*` stands for any text. Several with commas. Names without `*` are asked even where the registry does not list them. Default: all.
help-arg-state = Compare what tags stand for with this file of an earlier run, and write it anew. Without it, moved tags are not observable.
help-arg-max-repositories = Repositories that are asked. Where there are more, the check is incomplete (exit 4). Default: 1000.
help-arg-max-tags = Tags of one repository that are asked. Where there are more, the check is incomplete (exit 4). Default: 200.
help-arg-package = Name of the package, such as `lodash` or `@babel/core`, with a version behind an @ if one is meant; or its package URL, such as `pkg:npm/lodash`.
help-arg-tree-format = terminal (a tree) or json. Default: terminal.
help-sekimori-image = Reads an image without a daemon: what is in it, which layer and step brought it, what is wrong with it, and secrets in every layer, also those that a later layer takes away.
help-sekimori-image-examples =
    {"  "}$ sekimori image rootfs:examples/shop-image/base
    {"  "}$ sekimori image rootfs:examples/shop-image/base --format json --exit-zero

    {"  "}Exit codes: 0 clean, 1 findings at or above --fail-on, 2 the job could not be done,
    {"  "}3 nothing to look at, 4 incomplete, 64 usage or configuration.
help-arg-image = The image: oci:DIR, oci-archive:TAR, docker-archive:TAR, rootfs:DIR, a path of one of these, `-` for an archive on standard input, or a reference in a registry.
help-arg-platform = Which image of several: OS/ARCH or OS/ARCH/VARIANT. Default: linux and the architecture of this machine.
help-arg-insecure-registry = Registries that may be reached without TLS, by host and port. Those on this machine always may.
help-arg-registry-ca = Certificates in PEM that registries may show beside those that the system trusts.
help-arg-cache-dir = The folder that remembers what was found in layers, so that the next image with the same base costs less. Layers with secrets are not remembered. Default: sekimori/layers in the user's folder of caches.
help-arg-no-cache = Read every layer anew, and remember none.
help-sekimori-image-arg-max-file-size = Bytes of one file that is searched for secrets, or a number with KiB, MiB or GiB; larger ones are reported as not analysed. What is read for packages may have 256 MiB. Default: 32MiB. In the file: limits.fileBytes.
help-sekimori-image-arg-config = Configuration file; an image lies in no folder, so the current one counts. Default: sekimori.yaml in the current folder or above it, up to the root of the repository. Paths of waivers are those in the image.
help-sekimori-deps-tree-arg-target = Folder, lockfile, bill in CycloneDX or SPDX, or image, as `sekimori sbom` takes it. Default: the current folder.

help-sekimori-db = Keeps the database of advisories that packages are compared with: one file, which every command reads where it lies.
help-sekimori-db-examples =
    {"  "}$ sekimori db status
    {"  "}$ sekimori db status --format json
help-sekimori-db-update = Fetches advisories and builds the database: from OSV's public bucket, from a server laid out like it, or from a folder or a file of records (zip, JSON, JSON lines, also compressed), with what is known to be exploited (CISA KEV) and how likely each is to be (EPSS). From a server only what changed is fetched, and a download that was cut goes on. The new database takes the place of the old one in one step.
help-sekimori-db-update-examples =
    {"  "}$ sekimori db update --ecosystem npm,Debian
    {"  "}$ sekimori db update --source mirror/osv --kev mirror/known_exploited_vulnerabilities.json

    {"  "}Exit codes: 0 done, 2 the job could not be done, and the database is as it was, 4 some records were
    {"  "}refused and are not in it, 64 usage.
help-arg-source = Where the advisories are: the address of a server laid out as OSV's public bucket is (ecosystems.txt, ECOSYSTEM/all.zip, ECOSYSTEM/modified_id.csv), or a folder or a file. Default: OSV's public bucket.
help-arg-ecosystems = Only these ecosystems, as OSV names them: npm, PyPI, Debian. Several with commas. Default: all that Sekimori can compare.
help-arg-kev = The catalog of what is known to be exploited, as JSON: an address, a file, or none. Default: CISA's; with a --source of your own, none.
help-arg-epss = The probabilities of exploitation, as CSV: an address, a file, or none. Default: those of FIRST; with a --source of your own, none.
help-arg-anew = Fetch everything again, and keep nothing of the database that is there.
help-arg-allow-older = Take advisories and tables also where they are older than those that are there, or far fewer.
help-arg-pull-older = Take the database also where it is older than the one that is there.
help-arg-insecure-host = Servers that may be reached without TLS, by host and port. Those on this machine always may.
help-arg-ca = Certificates in PEM that servers may show beside those that the system trusts.
help-arg-of-db-dir = The folder of the database. Default: sekimori/db in the user's folder of caches.
help-arg-key = Take the database only where the owner of this public key (PEM) signed it, as `cosign sign --key` does. Default: signatures are not asked for.
help-arg-db-dir = The folder of the database of advisories. Default: sekimori/db in the user's folder of caches.
help-arg-ignore-unfixed = Let vulnerabilities without a fixed version decide nothing; they are counted. In the file: the parameter ignoreUnfixed of package/vulnerable.
help-arg-vex = Heed what this VEX document states (OpenVEX, CycloneDX or CSAF, in JSON): what it calls not affected or fixed counts as waived, and is told with who states it. Name the option once for each document; of statements about the same, the newest decides.
help-sekimori-db-status = Says what the database holds, of which day it is and where it came from.
help-sekimori-db-status-examples =
    {"  "}$ sekimori db status
    {"  "}$ sekimori db status --format json

    {"  "}Exit codes: 0 it is there, 2 it cannot be read, 3 there is none, 64 usage.
help-arg-db-format = terminal or json. Default: terminal.
help-sekimori-db-verify = Compares every part of the database with its checksum.
help-sekimori-db-verify-examples =
    {"  "}$ sekimori db verify
    {"  "}$ sekimori db verify --db-dir mirror/db

    {"  "}Exit codes: 0 it is whole, 2 it is damaged, 3 there is none, 64 usage.
help-sekimori-db-push = Pushes the database to a registry as an artefact, so that other machines need reach nothing else; prints the digest.
help-sekimori-db-push-examples =
    {"  "}$ sekimori db push registry.example/sekimori/advisories:latest
    {"  "}$ sekimori db push localhost:5000/advisories:2026-11-22
help-arg-to = Where to: a repository of a registry, and a tag.
help-sekimori-db-pull = Pulls the database from a registry, compares it with its digest and its checksums, and puts it in the place of the one that is there in one step.
help-sekimori-db-pull-examples =
    {"  "}$ sekimori db pull registry.example/sekimori/advisories:latest
    {"  "}$ sekimori db pull localhost:5000/advisories:latest --db-dir mirror/db
help-arg-pull-from = Where from: a repository of a registry, with a tag or a digest.

help-sekimori-match = Judges bills of materials by what is published now: nothing is pulled and nothing is unpacked. A finding is the same one as in a scan of what the bill is of, so that its waivers hold. Without a bill, all that is stored is judged (bills of --remember, images of registry scan), and what was not told before is told as new.
help-sekimori-match-examples =
    {"  "}$ sekimori match bom.cdx.json --fail-on high
    {"  "}$ sekimori match bills --format json --exit-zero
    {"  "}$ sekimori match bills --remember
    {"  "}$ sekimori match --new --fail-on high
    {"  "}$ sekimori match --advisory CVE-2026-0001

    {"  "}Exit codes: 0 clean, 1 findings at or above --fail-on, 2 there is no database, or the job could
    {"  "}not be done, 3 nothing to look at, 4 incomplete, 64 usage or configuration.
help-arg-bills = Bills in CycloneDX or SPDX as JSON, or folders of such. Default: what is stored.
help-arg-remember = Store the bills, so that they are judged again without being named.
help-arg-new = Let only what was not told before decide the exit code.
help-arg-advisory = Only what has this advisory, by any of its names: CVE-…, GHSA-…. Nothing counts as told.
help-arg-asset = Only this asset: the name of a bill, a repository, a tag, or a digest or its beginning. Nothing counts as told.
help-arg-of-package = List what has this package, whatever is published about it: a package URL, or NAME or NAME@VERSION.
help-arg-state-dir = The folder of the state: what was stored and told. Default: sekimori in the user's folder of state.

help-sekimori-base-images = Tells which image each image is built on and how that is known, whether the tag of that base has moved since, and in which order the images are to be rebuilt. The base is told by labels or annotations (org.opencontainers.image.base.name and .digest), by a Dockerfile, or by the layers of candidates. Nothing is guessed: what cannot be known is told as not observable. Exit code 1: a base moved or is gone.
help-sekimori-base-images-examples =
    {"  "}$ sekimori base-images registry.example/shop/web:1 --candidate docker.io/library/debian:12
    {"  "}$ sekimori base-images registry.example/shop/web:1 --dockerfile Dockerfile --format json
    {"  "}$ sekimori base-images registry.example/shop/web:1 --replacement
    {"  "}$ sekimori base-images registry.example/shop/web:1 --trigger github=shop/web --dry-run

help-arg-base-images = Images, written as `sekimori image` takes them.
help-arg-candidates = An image that others may be built on, found by its layers. May be given several times.
help-arg-dockerfiles = The Dockerfile of an image: the first one is that of the first image, and so on. May be given several times.
help-arg-replacement = Where the tag of a base moved, say which advisories its new digest removes, keeps and adds: the packages of the image and of both bases are read and compared with the database.
help-arg-triggers = Who is told to rebuild an image whose base moved, once for each state of the base: webhook=URL, command=PROGRAM ARGUMENTS (run without a shell, with SEKIMORI_IMAGE and SEKIMORI_BASE set), github=OWNER/REPOSITORY (repository dispatch), github-workflow=OWNER/REPOSITORY/FILE[@BRANCH] or gitlab=GROUP/PROJECT[@BRANCH]. May be repeated. Tokens come from SEKIMORI_WEBHOOK_TOKEN, GITHUB_TOKEN and GITLAB_TOKEN.
help-arg-dry-run = With --trigger: show who would be told, and tell nobody.
help-arg-base-format = terminal, json (sekimori.dev/base-images/v1) or markdown. Default: terminal.
