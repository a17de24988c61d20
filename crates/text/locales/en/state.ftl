# What is stored of images and bills: match-* and registry-scan-*, error-state-*.

match-advisory = advisory
match-package = package
match-replacement = without it
match-no-replacement = no version
match-assets = in
match-new = new
match-more = , and { $count } more
match-nothing-stored = nothing is stored: store bills with `sekimori match BILL --remember`, or images with `sekimori registry scan HOST`.
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
