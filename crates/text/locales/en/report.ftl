# Texts of reports. Keys: report-* for labels and sentences, reason-* for why something was not analysed,
# note-* for notes, severity-* for severities.

report-why = why
report-fix = fix
report-subject = subject
report-waive = waive
report-standard = standard
report-waived = waived
report-known = known
report-owner = owner
report-reason = reason
report-detail = detail
report-also = also at
report-note = note
report-wanted = wanted { $wanted }
report-found-wanted = found `{ $seen }`, wanted { $wanted }
report-absent-wanted = not set, wanted { $wanted }
report-waive-how = annotate the object with `{ $annotation }: "until=YYYY-MM-DD; owner=NAME; reason=WHY"`, or add a waiver to sekimori.yaml (fingerprint { $fingerprint })
report-waive-file = add a waiver to sekimori.yaml (fingerprint { $fingerprint })
report-mode = mode
report-mode-warn = warns only: the configuration lets nothing here fail the scan
report-waived-by = until { $until } by { $owner }: { $reason }
report-waived-justified = until { $until } by { $owner } ({ $justification }): { $reason }
report-waived-stated = { $owner } states { $status }: { $reason }
report-waived-stated-justified = { $owner } states { $status } ({ $justification }): { $reason }
report-severity = severity
report-rule = rule
report-where = where
report-what = what
report-status = status
report-violated = violated
report-not-analysed = not analysed
report-left-out = { $count ->
    [one] { $count } more is left out here, because the text is bounded; see the reports in HTML or JSON.
   *[other] { $count } more are left out here, because the text is bounded; see the reports in HTML or JSON.
  }
report-left-out-rules = { $count ->
    [one] The explanation of { $count } more rule is left out here; `sekimori rules show RULE` shows it.
   *[other] The explanations of { $count } more rules are left out here; `sekimori rules show RULE` shows them.
  }

report-last-line = { $rules ->
    [one] { $rules } rule
   *[other] { $rules } rules
  } on { $objects ->
    [one] { $objects } object
   *[other] { $objects } objects
  } in { $files ->
    [one] { $files } file
   *[other] { $files } files
  }
report-count-charts = { $count ->
    [one] { $count } chart rendered
   *[other] { $count } charts rendered
  }
report-count-overlays = { $count ->
    [one] { $count } overlay built
   *[other] { $count } overlays built
  }
report-count-not-observable = { $count ->
    [one] { $count } depends on what only an installation knows
   *[other] { $count } depend on what only an installation knows
  }
report-count-not-told = { $count } cannot be seen from outside
report-unseen-no-rights = it cannot be seen: the answers for these rights do not tell
report-unseen-managed-by-provider = it cannot be seen: the provider runs that part and does not show it
report-unseen-no-sensor = it cannot be seen: nothing that was asked tells it
report-rendered-by = rendered by
report-rendered-at = { $by }, line { $line }
report-in-seconds = { $seconds } s
report-nothing-found = nothing found
report-nothing-new = nothing new found
report-count = { $count } { $severity }
report-count-waived = { $count } waived
report-count-audited = { $count } audited
report-count-not-analysed = { $count } not analysed
report-count-other = { $count ->
    [one] { $count } document is not a Kubernetes object
   *[other] { $count } documents are not Kubernetes objects
  }
report-standard-line = Pod Security Standards { $standard }
report-known-findings = { $count ->
    [one] { $count } known finding in the baseline (show with --show-known)
   *[other] { $count } known findings in the baseline (show with --show-known)
  }
report-gone-findings = { $count ->
    [one] { $count } finding of the baseline is gone; write the baseline anew to keep it from coming back
   *[other] { $count } findings of the baseline are gone; write the baseline anew to keep them from coming back
  }
report-changed = { $changed ->
    [one] { $changed } of { $files } files has changed since { $since }
   *[other] { $changed } of { $files } files have changed since { $since }
  }
report-nothing-changed = none of the { $files } files that were scanned has changed since { $since }
report-left-out-unchanged = { $count ->
    [one] { $count } finding in unchanged files is left out
   *[other] { $count } findings in unchanged files are left out
  }
report-left-out-owners = { $count ->
    [one] { $count } finding of other owners is left out
   *[other] { $count } findings of other owners are left out
  }
report-left-out-roles = { $count ->
    [one] { $count } finding for other roles is left out
   *[other] { $count } findings for other roles are left out
  }
report-verdict-pass = pass
report-verdict-warn = warn: nothing at or above { $threshold }
report-verdict-fail = fail: { $count } at or above { $threshold }
report-verdict-fail-not-analysed = fail: something was not analysed
report-verdict-nothing = nothing to look at: no file was searched for secrets, and the YAML and JSON files hold no Kubernetes object. Check the path and the ignore files.
report-verdict-no-repository = nothing to look at: the registry lists no repository that was asked for. Check the host and the names of repositories.
report-verdict-no-file = nothing to look at: there is no file. Check the path and the ignore files.
report-verdict-incomplete = incomplete: not everything could be looked at
report-verdict-unsearched = incomplete: not everything could be searched, because it is damaged, closed or not there
report-verdict-unanalysed = incomplete: nothing could be analysed. Mend what is told as not analysed.
report-verdict-no-such-chart = not judged: a release of the configuration is of a chart that is not there. Correct helm.releases.
report-verdict-no-such-owner = nothing to look at: nothing belongs to an owner that was asked for. Check the name given to --owner.

severity-critical = critical
severity-high = high
severity-medium = medium
severity-low = low
severity-info = info

reason-unreadable = It cannot be read. Check that it is there and may be read; in a folder, .sekimoriignore can exclude it.
reason-not-a-regular-file = It is a pipe, a socket or a device. Exclude it in .sekimoriignore.
reason-link-cycle = A symbolic link leads in a circle. Remove the link.
reason-link-leaves-root = A link, or the path of an archive's member, leads out of what is scanned or to nothing. Scan the folder above both, or remove it.
reason-too-large = The file is larger than the limit. Raise --max-file-size if it is meant to be.
reason-too-many-documents = The file has more documents than the limit; those behind it were not read. Split the file or raise --max-documents.
reason-too-many-files = There are more files than the limit; the rest were not looked at. Scan a smaller folder, or raise --max-files where the command has it.
reason-too-deep = The document nests deeper than the limit. Raise --max-depth if it is meant to and the command has it.
reason-too-many-nodes = The document has more nodes than the limit. Split it, or raise --max-nodes where the command has it.
reason-alias-bomb = The aliases of the document would grow it past the limit, as in an attack. Write the values out or raise --max-nodes.
reason-too-many-findings = The file gives more findings than the limit; the rest are not shown. Mend these first or raise --max-findings.
reason-not-text = The file is not UTF-8 or UTF-16 text. Save it as UTF-8.
reason-malformed = It is not well-formed: YAML, JSON, TOML, XML or what else its format is. Mend it at the place shown, or let the tool that wrote it write it again.
reason-template = The document is a template, which is not valid YAML before it is rendered. Render it and scan the result.
reason-render-failed = The chart or the overlay cannot be rendered. Mend what is named, or give the values that it needs with --values or --set.
reason-render-too-much = Rendering it takes more than the limit. Mend the loop or the recursion, or scan what `helm template` or `kubectl kustomize` gives.
reason-too-many-steps = Looking for secrets in it takes more steps than the limit: it repeats the keywords of a pattern. The rest was not looked at. Narrow your own patterns, or split the file.
reason-unpacks-too-much = What is packed or encoded in it comes to more than the limit; the rest was not looked at. Unpack it and scan what comes out.
reason-missing = It is an object of git that is not in this repository. `git fetch --refetch --no-filter` gets what a partial clone left out; if it was lost, fetch it from another clone.
reason-damaged = Git keeps it in an object, a pack or a reference that is damaged. `git fsck` shows what is; a fresh clone, or another one that is whole, has it.
reason-broken-archive = The archive ends early or contradicts itself; what could be read was looked at. Make it anew, or delete it.
reason-encrypted = A member of the archive is encrypted, so nobody without its password can look for secrets in it. Unpack it and scan what comes out.
reason-digest-mismatch = It is not what its digest says: it was damaged or changed on its way. Push or copy the image again, and trust nothing that was found in it.
reason-not-fetched = It could not be fetched from where it is kept. Try again, or see whether the registry still has it.
reason-unknown-compression = It is packed in a way that is not unpacked here. Unpack it and scan what comes out.
reason-remote = It is somewhere else, and nothing is fetched. Put a copy into the repository, or scan what `kubectl kustomize` gives.
reason-wrong-type = The field is not of the type that Kubernetes defines, so no rule can judge it and the API server would refuse it. Write the right type.
reason-unknown-version = The version of the package is none that its ecosystem knows, so it is not known which vulnerabilities it has. Name a version that was released.
reason-left-open = What is installed is decided elsewhere: a version is not written, or a file or a property that decides it is not here. Write the versions down, in a lockfile best, and scan what is missing with it.
reason-internal = A rule failed on the file, which is a defect of Sekimori. Please report it.

note-lenient-parse = read by the lenient parser because the strict one refused it ({ $detail }); positions are those of the document
note-duplicate-key = the key stands twice in one mapping; the last one counts, as it does for kubectl
note-waiver-expired = the waiver of { $rule } expired on { $until } (owner { $owner }) and counts as none; mend the finding or agree on a new date
note-waiver-invalid = not a waiver, so it counts as none: { $detail }
waiver-missing = `{ $part }=` is missing or empty
waiver-day = `until={ $value }` is not a day: write YYYY-MM-DD
waiver-unknown = `{ $value }` is not one of until=, owner=, reason=, approver=, container=
waiver-twice = `{ $part }=` stands twice
waiver-too-long = longer than { $bytes } bytes
waiver-no-such-rule = unknown rule `{ $rule }`
waiver-no-such-rule-but = unknown rule `{ $rule }` (did you mean `{ $meant }`?)
note-waiver-forbidden = strict mode forbids waivers by annotation; write the waiver of { $rule } into sekimori.yaml
note-code-owners-unread = CODEOWNERS was not read, so no file has an owner from it: { $detail }
note-owner-unknown = nothing in this scan belongs to the owner { $owner }; write the name as a report does, or scan the folder that holds what it owns
note-baseline-elsewhere = none of the files that the baseline names was scanned, so it was written for another folder; known and gone findings are guessed by fingerprint alone. Write one baseline for each folder that is scanned, or scan the folder that it was written for
note-release-unused = { $place }: no chart of this scan is in `{ $chart }`, which the release `{ $name }` is of, so its values hold nowhere; correct the path, which counts from the folder of the file, or remove the release
note-scope-everywhere = the scope `{ $name }` names neither paths nor namespaces nor labels, so it holds everywhere; name what it is for, or write what it says beside `scopes`
note-setting-overruled = `{ $key }: { $said }` in { $place } does not hold: the organisation says { $holds }, which is stricter, and a repository may tighten this but not loosen it; remove the line
note-waiver-unused = the waiver of { $rule } (owner { $owner }) matches nothing; remove it or correct its selectors
report-history = history
report-secret = found `{ $redacted }`
report-secret-in = found `{ $redacted }` at `{ $context }`
report-certificate = certificate of `{ $subject }`, valid until { $day }
report-secret-through = { $found }, inside { $steps }
report-secret-in-file-name = the name of the file
report-secret-in-link-target = what the link leads to
report-history-in-head = first in commit { $first } of { $firstDay }; it still stands in the commit that is checked out
report-history-once = in commit { $first } of { $firstDay }; what is checked out does not have it, but the history does
report-history-removed = first in commit { $first } of { $firstDay }, last in { $last } of { $lastDay }; later commits no longer have it, but the history does
report-verification = asked
report-verification-active = { $host } accepts it: it works now, so revoke it first
report-verification-revoked = { $host } no longer accepts it; severity lowered. Who had it may have used it before
report-verification-unknown = { $host } did not tell whether it works: { $reason }
report-unsure-answer = its answer can mean several things
report-unsure-deadline = it did not answer in time
report-unsure-not-asked = more values were found than one run asks about, or there was no time left
report-unsure-rate-limited = it wants fewer requests
report-unsure-unreachable = it cannot be reached
report-last-line-secrets = { $rules ->
    [one] { $rules } pattern
   *[other] { $rules } patterns
  } on { $files ->
    [one] { $files } file
   *[other] { $files } files
  }
report-last-line-history = { $rules ->
    [one] { $rules } pattern
   *[other] { $rules } patterns
  } on { $blobs ->
    [one] { $blobs } version
   *[other] { $blobs } versions
  } of files in { $commits ->
    [one] { $commits } commit
   *[other] { $commits } commits
  }
report-count-requests = { $count ->
    [one] { $count } request to providers
   *[other] { $count } requests to providers
  }
report-count-active = { $count } known to work
report-count-revoked = { $count } known to work no longer
report-count-unverified = { $count } of which the provider told nothing
report-count-searched = { $count ->
    [one] { $count } file searched for secrets
   *[other] { $count } files searched for secrets
  }
report-count-blobs-known = { $count ->
    [one] { $count } version left out, which is outside the range or was searched before
   *[other] { $count } versions left out, which are outside the range or were searched before
  }
report-count-not-seen = { $count } not seen
note-cursor-unreadable = the cursor cannot be read, so the whole history was searched
note-cursor-other-rules = the cursor was written with other patterns, waivers or another baseline, so the whole history was searched
note-cursor-other-repository = the cursor is of another repository, so the whole history was searched
note-cursor-rewritten = the history was rewritten: { $count ->
    [one] one commit of the cursor is gone
   *[other] { $count } commits of the cursor are gone
  }, and what they covered was searched again
note-cursor-not-written = no cursor was written: the range leaves commits out, which nobody may have searched. Without a range, or with one that leaves nothing out, it is written
note-history-shallow = the history was cut when it was cloned: { $count ->
    [one] one commit has
   *[other] { $count } commits have
  } parents that are not here. `git fetch --unshallow` gets them.
note-submodule = `{ $path }` is a submodule (at { $commit }), which has a history of its own that was not searched
# What hooks say.
hook-installed = installed { $path }
hook-unchanged = { $path } is as it should be
hook-updated = updated { $path }
hook-chained = installed { $path }; the hook that was there is { $kept } now and runs first
hook-hidden = warning: these hooks do not run: git looks for hooks in `{ $elsewhere }`, because core.hooksPath says so for all repositories of this machine or user. To let them run in this repository, and those others not: git config --local core.hooksPath '{ $own }'
hook-stopped = The commit was stopped, because the secret would stay in the history for ever. Take it out of the file (keep it in a secret store or an ignored file), stage the file again and commit. If it was ever pushed or shared, revoke it. If it is no secret, waive its fingerprint in sekimori.yaml, and stage that file.
hook-message-stopped = The commit was stopped, because what it says would stay in the history for ever. Take the secret out of the message (git keeps what you wrote in .git/COMMIT_EDITMSG) and commit again. If it was ever pushed or shared, revoke it. If it is no secret, waive its fingerprint in sekimori.yaml, and stage that file.
hook-incomplete = Not everything in this commit could be searched, so it counts as not checked; `sekimori hook audit` lists it.
hook-noted = Commit { $commit } was made without a check for secrets. `sekimori secrets --history HEAD~1..HEAD` searches it now (`--history HEAD`, where it is the first one); `sekimori hook audit` lists such commits.
hook-record-old = An older version of Sekimori has these files on record without what they were compared with, so the record does not count. Commits that are made from now on are on record with it.
hook-audit = { $count ->
    [0] no commit of this clone was made without a check since the hooks were installed
    [one] one commit was made without a check
   *[other] { $count } commits were made without a check
  }
hook-audit-local = The record is local to this clone: it says nothing of commits that were made elsewhere.
report-layer = layer
report-layer-step = { $digest }, made by `{ $step }`
report-layer-alone = { $digest }
report-gone = removed
report-gone-in-layer = layer { $digest } takes it away again, but whoever has the image can still read it
report-step = step
report-last-line-image = { $rules ->
    [one] { $rules } rule
   *[other] { $rules } rules
} on { $packages ->
    [one] { $packages } package
   *[other] { $packages } packages
} and { $files ->
    [one] { $files } file
   *[other] { $files } files
} of { $layers ->
    [one] { $layers } layer
   *[other] { $layers } layers
}
report-last-line-registry = { $rules ->
    [one] { $rules } rule
   *[other] { $rules } rules
} on { $repositories ->
    [one] { $repositories } repository
   *[other] { $repositories } repositories
} with { $tags ->
    [one] { $tags } tag
   *[other] { $tags } tags
}

# What is published about packages.
report-advisory-title = { $id } in { $name } { $version }
report-advisory-update = Update { $name } to { $fixed } or later.
report-advisory-known-as = { $id } (also { $aliases })
report-advisory-cvss = CVSS { $version }: { $score }
report-advisory-exploited = known to be exploited since { $day }
report-advisory-exploited-ransom = known to be exploited since { $day }, also for ransom
report-advisory-epss = exploited within 30 days with a probability of { $percent } %
report-advisory-fixed = { $name } { $version }, fixed in { $fixed }
report-advisory-unfixed = { $name } { $version }, no fixed version is known
report-package = package
note-advisories-missing = Vulnerabilities of packages were not analysed: there is no database of advisories. `sekimori db update` fetches one.
note-advisories-unusable = Vulnerabilities of packages were not analysed: the database of advisories cannot be used: { $cause }. `sekimori db update` builds it anew.
note-advisories-old = The database of advisories is of { $day }; what was published since is not known. Run `sekimori db update`.
note-advisories-future = The database of advisories says that it is of { $day }, and today is { $today }: one of the two clocks is wrong, so that nobody can tell how old it is. Run `sekimori db update` with the right time.
note-advisories-no-ecosystem = { $count } { $count ->
    [one] package
   *[other] packages
  } of the type { $what } could not be compared: Sekimori knows no source of advisories of that type.
note-advisories-unknown-distribution = { $count } { $count ->
    [one] package
   *[other] packages
  } of the distribution { $what } could not be compared with advisories: Sekimori knows no source of advisories of that distribution.
note-advisories-no-distribution = { $count } { $count ->
    [one] package
   *[other] packages
  } of the type { $what } could not be compared with advisories: neither `/etc/os-release` nor the package URL says of which distribution they are.
note-advisories-no-url = { $count } { $count ->
    [one] package has
   *[other] packages have
  } no package URL that says what they are, and could not be compared with advisories.
note-advisories-no-version = { $count } { $count ->
    [one] package has
   *[other] packages have
  } no version, and could not be compared with advisories.
note-advisories-no-release = { $count } { $count ->
    [one] package
   *[other] packages
  } of { $what } could not be compared with advisories: it is not known of which release they are.
note-advisories-not-in-database = { $count } { $count ->
    [one] package
   *[other] packages
  } of { $what } could not be compared: the database has no advisories of that ecosystem, or of that release. Run `sekimori db update`.
note-advisories-record = The advisory { $what } has a version that its ecosystem does not know, so that { $count } { $count ->
    [one] package was
   *[other] packages were
  } not compared with it.
note-vex-unnamed = `{ $path }`: { $count ->
    [one] { $count } product has no package URL, so that what is stated of it was compared with nothing
   *[other] { $count } products have no package URL, so that what is stated of them was compared with nothing
}
note-advisories-version = The version { $what } is none that its ecosystem knows.

# What `sekimori db` says.
db-none = There is no database of advisories at `{ $path }`. `sekimori db update` fetches one.
db-verified = The database is whole.
db-updated = { $count } { $count ->
    [one] advisory
   *[other] advisories
  } read, and the database written.
db-unchanged = Nothing has changed since the database was built.
db-pushed = Pushed to { $reference }.
db-pulled = Pulled from { $reference }.
db-lost = The database that was there could not be gone on from ({ $cause }); it is built anew.
db-refused = refused: { $name }: { $cause }
db-refused-more = and { $count } more
db-download = { $what }: { $here } of { $total } MiB
db-records = { $what }: { $here } of { $total } records
db-read = { $what }: reading
db-write = Writing the database
db-withdrawn = withdrawn:
db-row-path = Path
db-row-built = Built
db-row-checked = Checked
db-row-records = Records
db-row-packages = Packages with records
db-row-exploited = Known to be exploited
db-row-estimated = With a probability (EPSS)
db-row-bytes = Bytes
db-row-sources = Sources
db-row-ecosystems = Ecosystems and releases
db-row-refused = Refused records
db-row-stale = Looked at last before the rest
