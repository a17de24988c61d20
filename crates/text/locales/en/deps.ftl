# Dependencies: `sekimori deps`, `sekimori deps review`, and the order in which packages are to be mended.
deps-package = package
deps-version = version
deps-ecosystem = ecosystem
deps-licence = licence
deps-relation = relation
deps-findings = findings
deps-update = update to
deps-change = change
deps-direct = direct
deps-transitive = transitive
deps-added = added
deps-changed = changed
deps-removed = removed
deps-introduced = new:
deps-resolved = resolved:
deps-kept = as before:
deps-introduced-title = Introduced by this change
deps-finding = { $severity }: { $title }: { $because }
deps-first = What to do first:
deps-more = and { $count } more { $count ->
    [one] package
   *[other] packages
  } with findings
deps-more-findings = and { $count } more
deps-line = line { $line }
deps-published = published { $day }
deps-moved = { $path } (was { $from })
deps-content = { $version } with other contents
deps-update-to = Update { $name } to { $version }: the lowest version without all of these.
deps-update-leaves = Update { $name } to { $version }: the lowest version without what can be mended; { $leaves } stays.
deps-worktree = the files on disk
deps-file-counts = { $added } added, { $changed } changed, { $removed } removed
deps-done = { $packages } { $packages ->
    [one] package
   *[other] packages
  }, { $affected } with findings{ $problems ->
    [0] {""}
   *[other] ; { $problems } not read
  }
deps-review-done = { $base } → { $head }: { $added } added, { $changed } changed, { $removed } removed in { $files } { $files ->
    [one] file
   *[other] files
  }
deps-review-fail = the change fails: it introduces { $introduced } { $introduced ->
    [one] finding
   *[other] findings
  }, at or above { $threshold } among them, and resolves { $resolved }
deps-review-fail-not-analysed = the change fails: something was not analysed; it introduces { $introduced } { $introduced ->
    [one] finding
   *[other] findings
  }, and resolves { $resolved }
deps-review-incomplete = the review is incomplete: { $problems } { $problems ->
    [one] file
   *[other] files
  } could not be read; of the others the change introduces { $introduced } { $introduced ->
    [one] finding
   *[other] findings
  } and resolves { $resolved }
deps-review-warn = the change passes: it introduces { $introduced } { $introduced ->
    [one] finding
   *[other] findings
  }, none of them at or above { $threshold } that decides, and resolves { $resolved }
deps-review-pass = the change passes: it introduces no findings and resolves { $resolved }
risk-severity = severity { $severity }
risk-exploited = exploited in the wild (KEV)
risk-ransom = exploited in the wild, also for ransom (KEV)
risk-malicious = made to do harm
risk-likely = likely to be exploited within 30 days: { $percent } % (EPSS)
risk-fixed = a fix exists: { $version }
risk-unfixed = no fix is known
report-package-title = { $title }: { $name } { $version }
report-package-unseen = { $title }: not told of { $count } { $count ->
    [one] package
   *[other] packages
  } of this file
report-package-unseen-fix = Judge what tells it, such as an SBOM or another lockfile, or look it up.
report-unseen-not-told = it cannot be seen: the file that names the package does not tell it
base-image = image
base-base = base
base-by = known by
base-tag = tag
base-not-observable = not observable: { $reason }
base-by-label = label
base-by-annotation = annotation
base-by-dockerfile = Dockerfile
base-by-layers = layers
base-status-current = current
base-status-moved = moved
base-status-gone = gone
base-status-unknown = unknown
base-disagree = They disagree about the base: { $said }
base-replacement = build on { $digest }: removes { $removes } { $removes ->
        [one] advisory
       *[other] advisories
    }, keeps { $keeps }, adds { $adds }
base-replacement-removes = removed
base-replacement-adds = added
base-replacement-unknown = the new base could not be compared: { $reason }
base-replacement-incomplete = not all packages could be compared
base-triggers = Told to rebuild:
base-trigger-sent = sent
base-trigger-failed = failed
base-trigger-before = sent before
base-trigger-dry-run = would be sent
base-trigger-no-token = the variable is not set; it holds the token that the receiver asks for
base-trigger-status = it ended with { $status }
base-trigger-too-long = it ran for 10 minutes and was stopped; a trigger is to start a build, not to wait for it
base-order = Rebuild in this order:
base-cycle = These are built on each other, so that they have no order: { $images }
base-stuck = Without a place in the order: { $images }
base-reason-nothing-says = no label, annotation or Dockerfile names it, and no candidate has its lowest layers
base-reason-malformed = what names it is no reference of an image
base-reason-scratch = it is built on nothing (FROM scratch)
base-reason-dockerfile = the Dockerfile does not tell it: { $detail }
base-reason-several = several candidates have the same layers: { $detail }
base-reason-unreadable = the image cannot be read: { $detail }
base-reason-no-tag = it is named by its digest alone, which cannot move
base-reason-not-in-registry = it is in no registry
base-reason-registry = the registry did not give it: { $detail }
