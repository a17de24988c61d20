# What is stored of images and bills: match-* and registry-scan-*, error-state-*.

match-advisory = advisory
match-package = package
match-replacement = without it
match-no-replacement = no version
match-assets = in
match-new = new
match-more = , and { $count } more
state-waits = another run is telling what is new; this one waits for it.
match-nothing-stored = nothing is stored: store bills with `sekimori match BILL --remember`, or images with `sekimori registry scan HOST`.
match-no-such-advisory = the database has no advisory called `{ $name }`. Check how it is written, or run `sekimori db update`.
match-no-such-asset = nothing that is stored is called so: name a bill as it was stored, a repository, a tag or at least 8 digits of a digest.
match-no-such-package = nothing that is stored has that package.
match-last-line = { $assets } { $assets ->
    [one] asset
   *[other] assets
  } with { $packages } { $packages ->
    [one] package
   *[other] packages
  }: { $new } new, { $known } told before; { $waived } of them waived

error-state-file = the state `{ $path }` cannot be used: { $cause }. Name another folder with --state-dir.
error-state-newer = the state `{ $path }` was written by a newer version of Sekimori. Use that version, or name another folder with --state-dir.
error-state-damaged = the state `{ $path }` is damaged, or is not Sekimori's: { $cause }. Move it away, and store again what was in it.
error-state-busy = another process works on the state `{ $path }`. Try again when it has ended.
error-state-no-folder = there is no home folder for the state. Name a folder with --state-dir.
error-not-remembered = `--{ $flag }` is about what is stored. Add --remember, or name no bill.
error-remembered-format = what is stored is told with --format terminal, table or json.

# registry scan.
registry-scan-image = image
registry-scan-platform = platform
registry-scan-new = new
registry-scan-age = age
registry-scan-judged = judged
registry-scan-days = { $count } d
registry-scan-old = { $count } d, old
registry-scan-incomplete = incomplete
registry-scan-failed = { $place }: { $detail }
registry-scan-last-line = { $repositories } { $repositories ->
    [one] repository
   *[other] repositories
  }, { $tags } { $tags ->
    [one] tag
   *[other] tags
  }, { $images } { $images ->
    [one] image
   *[other] images
  }: { $pulled } pulled; { $new } new, { $known } told before; { $stale } older than { $days } days
registry-scan-left-out = { $count } images are of another platform than --platform names, and were left out.
registry-scan-unseen = Digests without a tag are not listed by any registry, and were not scanned. When a tag was pulled last is not told by the registry.
registry-scan-nothing = there is no image in the repositories that were asked.

# registry watch.
registry-watch-listening = listening at { $address } for what is pushed to { $host }; stop with Ctrl+C or SIGTERM
registry-watch-stopped = stopped: { $scanned } scanned, { $left } left in the queue. `sekimori registry scan` scans what is left.
registry-watch-refused = { $count } events named no repository or digest, and were left out

error-listen = cannot listen at { $address }: { $cause }. Name another address with --listen.
error-watch-token = cannot use the token in `{ $path }`: { $cause }. Write at least 16 random bytes into the file.
error-no-watch-token = { $address } is open to other machines. Name a file with a token (--token-file), or listen on this machine alone (127.0.0.1).
