# What `sekimori sbom` and `sekimori deps` say beside their result.

bill-done =
    { $packages ->
        [one] 1 package
       *[other] { $packages } packages
    }; { $problems ->
        [0] everything was read
        [one] 1 problem, so that packages may be missing
       *[other] { $problems } problems, so that packages may be missing
    }
bill-more-problems = and { $count } more
bill-attached = The bill ({ $type }) is attached to { $image }; the digest is that of its manifest.
bill-attached-before = The same bill ({ $type }) was attached to { $image } before, so nothing was sent.
bill-empty = { $image } has no packages, so nothing is attached.
bill-got = { $bill } is the bill of { $image }; its digests were compared.
bill-passed-over = `{ $bill }` is passed over:
bill-none = No bill of materials that was asked for is attached to { $image }. Attach one: sekimori sbom attach { $image }
deps-not-here = No package `{ $package }` is here.
deps-cycle = cycle
deps-shown = shown above
deps-deep = not followed further
bill-left-out = the written bill does not hold all that the read one says: { $parts } are left out.
bill-left-out-between = {", "}
bill-left-out-suppliers = { $count } × suppliers
bill-left-out-supplier-details = { $count } × details of suppliers and authors
bill-left-out-authors = { $count } × authors
bill-left-out-descriptions = { $count } × descriptions
bill-left-out-copyrights = { $count } × copyright notices
bill-left-out-references = { $count } × external references
bill-left-out-reference-details = { $count } × details of external references
bill-left-out-components = { $count } × components that are no packages
bill-left-out-licence-texts = { $count } × texts of licences
bill-left-out-pedigrees = { $count } × pedigrees
bill-left-out-identifiers = { $count } × identifiers other than package URLs
bill-left-out-vulnerabilities = { $count } × vulnerabilities
bill-left-out-services = { $count } × services
