# What --fix and --diff say on standard error. fix-refused-<code> is why a repair was not made.

fix-done = repaired { $findings ->
    [one] { $findings } finding
   *[other] { $findings } findings
  } in { $files ->
    [one] { $files } file
   *[other] { $files } files
  }
fix-would = --fix would repair { $findings ->
    [one] { $findings } finding
   *[other] { $findings } findings
  } in { $files ->
    [one] { $files } file
   *[other] { $files } files
  }
fix-diff-withheld = The diff of this file is left out, because it would show a secret. --fix repairs the file in place.
fix-nothing = nothing to repair
fix-more-unsafe = { $count } more with --unsafe-fixes
fix-refused = { $count } cannot be repaired without a guess
fix-not-repaired = not repaired
fix-and-more = and { $count } more

fix-refused-encoding = The file is not UTF-8. Save it as UTF-8.
fix-refused-lenient = The strict parser refuses the document. Mend it first.
fix-refused-not-found = The place of the repair was not found in the file. Mend it by hand.
fix-refused-alias = The value comes through an alias (`*`). Mend it where the anchor stands.
fix-refused-anchor = Other places use the value by its anchor (`&`). Mend it by hand with them in mind.
fix-refused-merge = A merge key (`<<`) decides over the value. Mend it by hand.
fix-refused-tag = The value has a tag (`!`). Mend it by hand.
fix-refused-duplicate-key = The key stands twice. Remove one of them first.
fix-refused-type = Something of another type stands there. Write the right type first.
fix-refused-shape = It is written in an uncommon form. Mend it by hand.
fix-refused-conflict = It contradicts another repair of the same place. Mend it by hand.
fix-refused-unverified = Read again, the repaired text did not mean what it should, so it was not written. Mend it by hand, and please report it.
fix-refused-stays = The finding was still there after the repair, so it was taken back. Mend it by hand.
fix-refused-breaks = After the repair another rule was broken, so it was taken back. Mend it by hand.
fix-refused-rounds = There was more to repair than one run does. Run again.
