# Sentences for error codes: what went wrong, where, and the remedy.

error-label = error
error-hint = { " " }(did you mean `{ $meant }`?)
error-open = cannot open `{ $path }`: { $cause }. Check the path.
error-stdin = cannot read standard input: { $cause }
error-stdin-too-large = standard input is larger than { $limit } bytes. Raise --max-file-size if it is meant to be.
error-stdin-and-paths = `-` stands for standard input and cannot be combined with other paths. Scan them one after the other.
error-stdin-and-changes = --changed-since compares files with a commit, and standard input is none. Name a folder.
error-bare = `{ $path }` is a bare repository: it has no files that are checked out, so nothing is staged there and nobody commits in it. Work in a clone of it; `sekimori secrets --history` searches what it holds.
error-not-a-repository = `{ $path }` is not in a git repository, so there is no history, index or commit to look at. Scan a clone, or leave the flag out.
error-repository = cannot read the git repository `{ $path }`: { $cause }. `git fsck` shows whether it is whole.
error-sha256-repository = the git repository `{ $path }` names its objects by SHA-256, which is not supported. `sekimori secrets` looks at its files; for its history, look at a copy with SHA-1: git init --object-format=sha1 COPY, then git fast-export --all --signed-tags=strip | git -C COPY fast-import
error-reftable-repository = the git repository `{ $path }` keeps its references as a reftable, which is not supported. To have them as files: git refs migrate --ref-format=files, or, where git cannot, clone it anew with --ref-format=files
error-unknown-revision = the repository has no commit `{ $name }`. Check the name, or fetch it first: git fetch origin
error-unknown-revision-shallow = the repository has no commit `{ $name }`, and it is a shallow clone. Fetch the whole history first: git fetch --unshallow (in CI: fetch-depth 0)
error-range = `{ $range }` is not a range of revisions. Write A..B, A...B, REV or ^A B, with names of branches, tags or commits.
error-index = Cannot read the index of the git repository `{ $path }`: { $cause }. See what `git status` says there.
error-other-repository = git is working on `{ $path }`, which is not the repository of this folder, so that nothing can be checked. A working tree that lies apart from its repository (--work-tree, core.worktree) has no hooks of Sekimori: search it with `sekimori secrets`.
error-hooks-elsewhere = The hooks of this repository are kept in `{ $folder }`, outside of it, where other repositories may use them. Set core.hooksPath to a folder of this repository, or unset it.
error-hook-in-the-way = `{ $name }` is a hook of somebody else, and the name that it would get, `{ $kept }`, is taken too. Merge the two files, then try again.
error-git-folder = Cannot read or write `{ $path }`: { $cause }
error-no-merge-base = `{ $name }` and the commit that is checked out have no ancestor in common. Name the branch that this one was made from.
error-no-merge-base-shallow = `{ $name }` and the commit that is checked out have no ancestor in common, and this is a shallow clone. Fetch the whole history first: git fetch --unshallow (in CI: fetch-depth 0)
error-read-config = cannot read the configuration `{ $path }`: { $cause }
error-read-values = cannot read the values `{ $path }`: { $cause }
error-set-file = `--set-file { $said }` names no file. Write KEY=FILE.
error-setting = `{ $flag }` is malformed: { $cause }
error-values = these values for charts cannot be used: { $cause }
error-config-too-large = the configuration `{ $path }` is larger than { $limit } bytes. Name the right file.
error-config-malformed = not well-formed YAML: { $cause }
error-config-unknown-key = unknown key `{ $key }`{ $hint }. `sekimori config schema` prints all keys.
error-config-duplicate-key = this key stands twice. Remove one of them.
error-config-value = the value is not allowed ({ $cause }). `sekimori config schema` prints what is.
error-config-word = `{ $found }` is not allowed here. Use one of: { $allowed }
error-config-missing = `{ $name }` is missing. `sekimori config schema` prints which keys must be there.
error-config-kind = the value must be { $kind ->
        [list] a list
        [mapping] a mapping of keys to values
        [scalar] one value, neither a list nor a mapping
        [flag] true or false
        [number] a whole number that is not negative
        [parameter] true or false, a whole number, a text or a list of texts
       *[text] a text, and nothing stands here
    }.
error-config-rule-id = `{ $found }` is not a rule id. Write family/name in lower case with hyphens; `sekimori rules list` prints all rules.
error-config-kubernetes = `{ $found }` is not a version of Kubernetes that this build knows. Use latest or a version from 1.0 to 1.37, in quotes.
error-config-day = `{ $found }` is not a day. Write YYYY-MM-DD.
error-config-fingerprint = `{ $found }` is not a fingerprint. Write the 32 hexadecimal digits that the report shows.
error-config-format = version { $found } is not known: write `version: 1`.
error-config-same-scope = the scope `{ $name }` stands in line { $line } already. Give one of them another name, or make one scope of both.
error-config-range = limits.{ $name } is out of its range. Use 1 to { $most }.
error-config-blank = `{ $name }` of a waiver says nothing. Every waiver names a rule, a reason and an owner.
error-config-second-document = a configuration has one document only. Remove this one.
error-read-baseline = cannot read the baseline `{ $path }`: { $cause }. `sekimori scan --format json --output baseline.json --exit-zero` writes one.
error-baseline-too-large = the baseline `{ $path }` is larger than { $limit } bytes. Name the right file, or write one baseline for each folder.
error-baseline-malformed = the baseline `{ $path }` is not a report that sekimori wrote, as line { $line }, column { $column } shows. Name one of --format json or sarif.
error-baseline-other = the baseline `{ $path }` is not a report that sekimori wrote. Name one of --format json or sarif.
error-baseline-unknown = the baseline `{ $path }` is a report of `{ $name }`, which this version cannot read. Write it anew with this version of sekimori.
error-baseline-too-many = the baseline `{ $path }` has more than { $limit } findings. Write one baseline for each folder.
error-unknown-rule = unknown rule `{ $rule }`{ $hint }. `sekimori rules list` prints all rules.
error-unknown-parameter = unknown parameter `{ $name }` of rule `{ $rule }`{ $hint }. `sekimori rules show { $rule }` tells which it has.
error-parameter-type = parameter `{ $name }` of rule `{ $rule }` must be { $expected ->
        [flag] true or false
        [number] a whole number, 0 or more
        [percent] a whole number from 0 to 100
        [text] a text
       *[texts] a list of texts
    }.
error-no-rules = no rule is switched on. Name a pack (--pack baseline) or enable rules in sekimori.yaml.
error-no-such-command = there is no command `{ $name }`. `sekimori --help` prints all commands.
error-output = cannot write `{ $path }`: { $cause }
error-folder-not-empty = `{ $path }` holds files that `sekimori rules docs` did not write. Name an empty or a new folder, or add --force to write between them; none is deleted.
error-in-the-way = `{ $path }` is a link, or a folder where a file belongs, or the other way round, so it was not written. Move it away, or name another folder.
error-threads = cannot start { $threads } threads: { $cause }. Lower --threads.
error-source-date-epoch = SOURCE_DATE_EPOCH is `{ $value }`, which is not a number of seconds. Set it to one, or remove it.
error-diff-format = --diff writes a diff and cannot be combined with another --format. Run it without --format.
error-fix-stdin-format = with `--fix -` the repaired document goes to standard output. Add --output FILE for the report, or leave --format out.
error-fix-link = `{ $path }` is a symbolic link or lies behind one, so it was not written. Repair the file that it leads to.
error-fix-changed = `{ $path }` changed while it was scanned, so it was not written. Run again.
error-fix-read-only = `{ $path }` is write-protected, so it was not written. Make it writable, or exclude it in .sekimoriignore.
error-fix-write = cannot write `{ $path }`: { $cause }. The file is as it was.
error-render = cannot write the configuration: { $cause }

error-usage-see-help = Run with --help to see what is allowed.
error-usage-unknown-argument = unknown argument `{ $arg }`
error-usage-unknown-command = unknown command `{ $name }`
error-usage-not-text = one of the arguments or SEKIMORI_* variables is not UTF-8 text. Write it in UTF-8.
error-usage-empty-value = `{ $arg }` needs a value
error-usage-missing-value = `{ $arg }` needs a value ({ $valid })
error-usage-invalid-value = `{ $value }` is not allowed for `{ $arg }`. Use one of: { $valid }
error-usage-refused-value = `{ $value }` is not allowed for `{ $arg }`
error-usage-missing-argument = `{ $arg }` is missing
error-usage-too-many-values = `{ $value }` is too much for `{ $arg }`
error-usage-other = the command line is not well formed
error-usage-conflict = `{ $arg }` cannot be combined with what else was said
error-value-pss = `{ $value }` is not LEVEL@VERSION. Use privileged, baseline or restricted, and latest or a version from 1.0 to 1.37, such as restricted@1.30
error-value-kubernetes-version = `{ $value }` is not a version of Kubernetes that this build knows. Use latest or a version from 1.0 to 1.37
error-value-changed-since = `{ $value }` is not the name of one revision. Write a branch, a tag or a commit, such as origin/main
error-value-now = `{ $value }` is not a day. Write YYYY-MM-DD
error-value-threads = `{ $value }` is not a number of threads. Use 1 to 256
error-value-max-file-size = `{ $value }` is not a size. Write bytes, or a number with KiB, MiB or GiB, at most 1GiB
error-value-max-depth = `{ $value }` is not a depth. Use 1 to 1000
error-read-message = cannot read the message of the commit `{ $path }`: { $cause }. Name the file that git gives the hook commit-msg.
error-read-secrets-key = cannot read the key of secrets `{ $path }`: { $cause }. Name a file of 16 to 4096 random bytes, the same for the whole organization.
error-secrets-key-short = the key in `{ $from }` has fewer than { $least } bytes, so that values could be tried out. `head -c 32 /dev/urandom | base64` prints a good one.
error-random = the system gives no random bytes: { $cause }. Name a key with --secrets-key-file.
error-cursor = cannot use the cursor `{ $path }`: { $cause }. Name a file that can be written; remove it to search everything again.
error-cursor-filtered = `--cursor` keeps what was searched as told, so what `--owner` or `--role` hides would never be told again; nothing was searched. Leave out the filter, or the cursor.
error-not-a-cursor = `{ $path }` is not a cursor and would be overwritten, so nothing was searched. Name a file that does not exist yet, or the cursor of an earlier run.
error-registry-state = cannot use the state `{ $path }`: { $cause }. Name a file that can be written.
error-not-a-registry-state = `{ $path }` is not what an earlier check of `{ $host }` wrote and would be overwritten, so nothing was asked. Name a file that does not exist yet, or that of an earlier check.
error-not-of-images = --{ $flag } says nothing about an image. `sekimori image --help` lists what does.
error-proxy = the address in HTTPS_PROXY is not that of a proxy. Write http://HOST:PORT, or leave it out.
error-web-ca = the certificates in `{ $path }` cannot be read: { $cause }.
error-web-no-certificate = there is no certificate in `{ $path }`. Name a file with certificates in PEM.
error-not-this-machine = only a server on this machine can stand in for a provider.
error-value-verify-endpoint = `{ $value }` names no stand-in. Write HOST=http://127.0.0.1:PORT, a server on this machine
error-one-repository = --staged and --history look at one repository. Name its folder, or none for the current one.
error-pattern-regex = the pattern `{ $id }` cannot run: its regular expression is refused: { $cause }. Write it for bytes, without look-around and back-references, and with bounded repetitions.
error-pattern-keyword = the pattern `{ $id }` cannot run: a keyword has at least { $least } bytes.
error-pattern-elsewhere = the pattern `{ $id }` cannot run: no match of `regex` begins with the keyword `{ $keyword }`. Let `regex` begin with a keyword.
error-pattern-long = the pattern `{ $id }` cannot run: every match would have more than { $most } bytes. Make it shorter.
error-pattern-test = the pattern `{ $id }` cannot run: there is no test `{ $name }`.
error-pattern-no-keyword = the pattern `{ $id }` cannot run: it has no keyword, by which files are searched. Give at least one.
error-pattern-empty = the pattern `{ $id }` cannot run: it matches the empty text.
error-pattern-twice = two patterns are called `{ $id }`. Give each a name of its own.
error-pattern-form = the pattern `{ $id }` is not complete: write one of `regex` and `value`, and an id of lower-case letters, digits and hyphens.
error-no-bill = `{ $path }` is neither a lockfile nor a bill of materials: { $detail }.
error-no-executables = --executables lists what can be executed in an image, and `{ $text }` is none. Name one with its tag or digest, or as oci:DIR or rootfs:DIR.
error-dockerfile-of-none = `{ $text }` is the Dockerfile of no image: there are fewer images than --dockerfile.
error-not-in-registry = `{ $text }` is no image in a registry. Write a reference such as registry.example/shop/web:1.2.
error-not-a-registry = `{ $text }` is no host of a registry. Write it as references do, without https:// and without a path, such as registry.example:5000.
error-value-trigger = `{ $value }` is no trigger. Write webhook=URL, command=PROGRAM, github=OWNER/REPOSITORY, github-workflow=OWNER/REPOSITORY/FILE or gitlab=GROUP/PROJECT
error-value-platform = `{ $value }` is no platform. Write OS/ARCH or OS/ARCH/VARIANT, such as linux/arm64
error-image-empty = nothing follows `{ $prefix }`. Write the path of the image behind it.
error-image-reference = `{ $text }` names no image: { $cause }. Write oci:DIR, oci-archive:TAR, docker-archive:TAR, rootfs:DIR, a path, or a reference such as registry.example.com/shop/web:1.2.
error-image-open = `{ $path }` cannot be opened: { $cause }.
error-image-spool = the archive cannot be put aside in the folder for temporary files: { $cause }. Name a larger one with TMPDIR.
error-image-spool-too-large = the archive comes to more than { $limit } bytes. Save it to a file without compression and name that.
error-image-none = `{ $what }` is no image: { $detail }.
error-image-document = { $what } cannot be read: { $cause }.
error-image-too-large = { $what } is larger than { $limit } bytes, the limit for such a document.
error-image-missing = { $what } is not there: the image is not complete. Save or push it again.
error-image-mismatch = { $what } is not what its digest says: { $detail }. Do not use this image; fetch it again from where it was built.
error-image-unnamed = there is no image `{ $wanted }`. There are: { $available }.
error-image-several = there are several images. Name one behind the path: { $available }.
error-image-platform = there is no image for { $wanted }. Choose one with --platform: { $available }.
error-image-artefact = this is no image that runs, but `{ $type }`.
error-image-layers = the image has { $count } layers, and the limit is { $limit }.
error-image-nested = indexes stand in indexes, deeper than { $limit }.
error-registry-unauthorized = `{ $host }` does not give { $what }: credentials are missing or wrong{ $detail }. Log in with `docker login`, `podman login` or a credential helper; an image that does not exist may be told like this, too.
error-registry-forbidden = `{ $host }` does not give { $what }: access is denied.
error-registry-not-found = `{ $host }` does not have { $what }. Check repository, tag and digest.
error-registry-too-many = `{ $host }` wants fewer requests than { $what } needs. Wait, or log in where that allows more.
error-registry-status = `{ $host }` does not give { $what }{ $detail }. Try again later.
error-registry-unreachable = `{ $host }` cannot be reached for { $what }{ $detail }. Check the name, the network and HTTPS_PROXY; a registry without TLS needs --insecure-registry.
error-registry-proxy = the proxy of HTTPS_PROXY opens no way to `{ $host }` for { $what }{ $detail }. Check its address and its credentials, or name the host in NO_PROXY.
error-registry-tls = `{ $host }` cannot be trusted for { $what }{ $detail }. Name its certificate authority with --registry-ca.
error-registry-deadline = `{ $host }` took too long over { $what }. Try again later.
error-registry-answer = the answer of `{ $host }` to { $what } makes no sense{ $detail }. Is it a registry?
error-registry-redirect = `{ $host }` sends { $what } elsewhere than it may{ $detail }.
error-registry-authority = `{ $host }` shows the certificate of a certificate authority as its own for { $what }, which no client should trust. Sign a certificate for the server with that authority, or make a self-signed one that is no authority (basicConstraints CA:FALSE); then name it with --registry-ca.{ $detail }
error-image-empty-index = the index has no image. Push an image under this name, or name another one.
error-cache = the folder `{ $path }` cannot remember layers: { $cause }. Name another one with --cache-dir, or do without with --no-cache.

# The database of advisories.
error-db-address = the source is no address. Write https://HOST/PATH, without a user or a password, or a folder.
error-db-no-folder = there is no folder for the database: neither HOME nor XDG_CACHE_HOME is set. Name one with --db-dir.
error-db-too-large = `{ $what }` is larger than { $limit } bytes.
error-db-file = `{ $path }` cannot be used: { $cause }.
error-db-owner = others may write to `{ $path }`, and could make the database lie. Take that right away (`chmod go-w`), or name another folder with --db-dir.
error-db-busy = another update of `{ $path }` is at work. Wait until it is done.
error-db-nothing = there is no advisory in `{ $what }` that could be read. Name a folder or a server with records of OSV.
error-db-no-ecosystem = the source has no ecosystem `{ $name }`. It has: { $there }.
error-db-refuses = { $refused } of { $came } advisories of `{ $what }` are refused, too many for a slip; the first is `{ $name }`: { $cause }. The database stays as it was.
error-db-older = the newest advisory of `{ $what }` is of { $here }, and the database has one of { $there }. It stays as it was; --allow-older takes the older one.
error-db-older-table = the table `{ $what }` is of { $here }, and the database has one of { $there }. It stays as it was; --allow-older takes the older one.
error-db-less = `{ $what }` has { $here } { $here ->
    [one] entry
   *[other] entries
  }, and had { $there } when all of it was read before: it is damaged, or was emptied. The database stays as it was; --allow-older takes what there is now.
error-db-future = the database that was pulled is of { $here }, and by the clock of this machine it is { $today }: one of the two clocks is wrong, and such a database would keep out every later one. Set the clock right, or pull one that was built with a right one.
error-db-older-database = the database that was pulled is of { $here }, and the one that is here of { $there }. It stays as it was; --allow-older takes the older one.
error-db-not-advisories = `{ $what }` is no database of advisories. Push one with `sekimori db push`.
error-db-damaged = the database cannot be used: { $cause }. `sekimori db update` builds it anew.
error-db-key = `{ $path }` is no key that signatures can be checked with: { $cause }. Name a public key in PEM, of P-256, P-384 or Ed25519, such as the cosign.pub of `cosign generate-key-pair`.
error-db-unsigned = `{ $what }` has no signature of this key: nobody whose key you trust says that it is the database. The one that is there stays. Sign it (`cosign sign --key`), or name the key of who did.
error-vex = the VEX document `{ $path }` cannot be used: { $cause }. Nothing was judged; mend the document, or leave out --vex.
error-db-source-damaged = `{ $what }` cannot be read: { $cause }. The database stays as it was; run the update again.
error-db-forbidden = `{ $what }` may not be read.
error-db-not-found = `{ $what }` is not there. Is --source laid out as OSV's public bucket is?
error-db-too-many = `{ $what }`: the server wants fewer requests. Try again later.
error-db-status = `{ $what }`: the server answered with status { $detail }. Try again later.
error-db-unreachable = `{ $what }` cannot be reached: { $detail }. What came is kept; run the update again.
error-db-tls = no connection to `{ $what }` that can be trusted: { $detail }. --ca names other certificates.
error-db-deadline = `{ $what }` took too long. What came is kept; run the update again.
error-db-answer = `{ $what }`: the answer makes no sense: { $detail }.
error-db-redirect = `{ $what }`: a redirect leads where none should: { $detail }.
error-value-max-age = `{ $value }` is no age. Write a number with m, h or d, such as 24h.
