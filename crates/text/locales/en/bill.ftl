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
deps-not-here = No package `{ $package }` is here.
deps-cycle = cycle
deps-shown = shown above
deps-deep = not followed further
