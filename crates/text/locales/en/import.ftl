# What `sekimori waivers import` says: the reason that it writes, what it left (behind the place), and its last line.

import-reason = { $scanner } was told to leave `{ $check }` alone, without a reason.
import-unknown = { $scanner } has no check `{ $check }` that is known here
import-no-rule = { $scanner } `{ $check }` has no rule here: { $reason }
import-everything = { $scanner } is told to leave everything alone here. Name the rules that are meant in waivers, or list the folder in skipDirs.
import-paths = the pattern of paths for { $scanner } cannot be written without accepting more. Write the waiver by hand.
import-no-object = a comment for { $scanner } stands in no object. Put it into the document that it speaks of.
import-day = { $scanner } is given a day that is none. Write YYYY-MM-DD.
import-form = { $scanner } is told something that cannot be read as one of its ignores.
import-defaults = { $scanner } is told not to run the checks that are on by default. Switch off rules, or choose packs, in sekimori.yaml.
import-beside = a comment for { $scanner } allows what stands around it, and nothing is found on its own line. Waive the finding by its fingerprint, which the report gives.
import-nothing-beside = a comment for { $scanner } allows what stands on this line; nothing is found there, so nothing needs a waiver.
import-values = { $scanner } allows values or words in them, and no waiver names a value. Waive what is found by its fingerprint, which the report gives.
import-commits = { $scanner } allows commits, and no waiver names a commit. Waive what is found there by its fingerprint, which the report gives.
import-together = { $scanner } allows only what several conditions hold for at once; a waiver would accept more. Waive what is found by its fingerprint, which the report gives.
import-expression = { $scanner } is told by an expression what to leave alone, and no waiver can say the same. Write the waivers by hand.
import-extends = the configuration of { $scanner } is built on another, whose allow lists are not read with this one. Name that file too, or write its waivers by hand.
import-too-many = more ignores than are read of one file; the rest of the file is left out.
import-waivers = more than { $limit } waivers; the rest is left out. Import folder by folder.
import-wider = the waiver for `{ $check }` accepts all that `{ $rule }` sees, so also { $others }. Narrow its subject if less is meant.
import-whole-file = the waiver accepts all that `{ $rule }` finds in `{ $file }`, not only what is meant of line { $line }. Narrow it with a fingerprint, which the report gives.
import-unread = cannot be read: { $cause }
import-done = { $waivers ->
    [one] { $waivers } waiver
   *[other] { $waivers } waivers
  } of { $ignores ->
    [one] { $ignores } ignore
   *[other] { $ignores } ignores
  }; { $left } not carried over; { $others } of what no rule sees left out
