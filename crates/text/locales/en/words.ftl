# Labels and the words of closed lists.

rules-id = id
rules-severity = severity
rules-confidence = confidence
rules-persona = persona
rules-role = mended by
rules-stages = judged at
rules-standard = standard
rules-title = title
rules-fix = fix
rules-step = from version
rules-packs = packs
rules-parameter = parameter
rules-default = default
rules-control = control
rules-reference = reference
rules-aliases = former ids
rules-waive = waived by annotation

config-setting = setting
config-value = value
config-origin = origin
config-is-good = { $path }: the configuration can be used

confidence-high = high
confidence-medium = medium
confidence-low = low
persona-regular = regular
persona-pedantic = pedantic
persona-auditor = auditor
role-developer = developer
role-application-operator = application operator
role-cluster-operator = cluster operator
role-security-team = security team
stage-plan = plan
stage-develop = develop
stage-build = build
stage-deploy = deploy
stage-operate = operate

rules-found-by = found by
rules-expression = what it looks like
rules-test = further test
rules-asked = asked with --verify
rules-waive-fingerprint = waived by fingerprint

# How a pattern finds its credential, after "found by".
found-by-start = Its own shape: it begins with { $keywords }.
found-by-word = Its own shape, which holds { $keywords } at a known place.
found-by-keyword = Its name: a value of the right shape that is assigned to a name with { $keywords } in it or close before it.
found-by-name = Its name: a value of the right shape that is assigned to a name with { $names } in it, and with { $keywords } in the name or close before it.
found-by-structure = What holds it: the structure around { $keywords } is read.
