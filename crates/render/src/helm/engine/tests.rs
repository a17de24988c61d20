//! Behaviour of templates, as Helm's own engine has it.

use super::*;
use crate::Bounds;
use crate::helm::read::yaml;
use crate::helm::value::Map;

const VALUES: &str = r"
m: {b: 1, a: x, 'n': null, f: 1.5, l: [1, a, null]}
s: str
i: 3
big: 12345678
huge: 1e21
h20: 1e20
small: 0.00001
neg: -5
t: true
e: ''
l: [1, 2, 3]
ln: [null, {a: 1}]
";

fn none(_: &str) -> Option<Function> {
    None
}

/// Renders `a.yaml` beside other files, with the functions of Go alone.
fn render(files: &[(&str, &str)]) -> Result<Output, Error> {
    render_with(none, files)
}

fn render_with(find: fn(&str) -> Option<Function>, files: &[(&str, &str)]) -> Result<Output, Error> {
    let budget = Budget::new(Bounds::default(), &|| false);
    let mut engine = Engine::new(&budget, find);
    for (path, source) in files {
        engine.add(path, (*path).into(), source)?;
    }
    let values = yaml(VALUES, &budget).unwrap();
    engine.render("a.yaml", Value::Map(Map::from_iter([("Values", values)])))
}

fn text(source: &str) -> Result<String, String> {
    let output = render(&[("a.yaml", source)]);
    output.map(|output| output.text).map_err(|error| error.fault.to_string())
}

/// Templates, and what Helm 4 gives for them; messages without the values that Go would print in some.
const CASES: &[(&str, Result<&str, &str>)] = &[
    ("{{ .Values.missing.foo }}", Err("nil pointer evaluating interface {}.foo")),
    ("{{ (.Values.missing).foo }}x", Ok("x")),
    ("{{ $x := .Values.missing }}{{ $x.foo }}x", Ok("x")),
    ("{{ range .Values.ln }}{{ .a }}{{ end }}", Err("nil pointer evaluating interface {}.a")),
    ("{{ range $v := .Values.ln }}{{ $v.a }}{{ end }}", Err("nil pointer evaluating interface {}.a")),
    ("{{ .Values.s.foo }}", Err("can't evaluate field foo in type interface {}")),
    ("{{ $x := .Values.s }}{{ $x.foo }}", Err("can't evaluate field foo in type string")),
    ("{{ 1 | }}", Ok("1")),
    (
        "{{ eq .Values.m \"a\" }}",
        Err("error calling eq: incompatible types for comparison: map[string]interface {} and string"),
    ),
    ("{{ eq 3 .Values.i }}", Err("error calling eq: incompatible types for comparison: int and float64")),
    (
        "{{ eq .Values.missing \"a\" }} {{ eq .Values.missing nil }} {{ ne .Values.s nil }}",
        Ok("false true true"),
    ),
    ("{{ eq .Values.m .Values.m }}", Err("error calling eq: non-comparable type map[string]interface {}")),
    ("{{ lt 1 \"a\" }}", Err("error calling lt: incompatible types for comparison: int and string")),
    ("{{ lt true false }}", Err("error calling lt: invalid type for comparison")),
    ("{{ lt .Values.missing 1 }}", Err("error calling lt: invalid type for comparison")),
    ("{{ len .Values.missing }}", Err("error calling len: len of nil pointer")),
    ("{{ len 3 }}", Err("error calling len: len of type int")),
    ("{{ index .Values.l 3 }}", Err("error calling index: reflect: slice index out of range")),
    ("{{ index .Values.l 4 }}", Err("error calling index: index out of range: 4")),
    (
        "{{ index .Values.l .Values.i }}",
        Err("error calling index: cannot index slice/array with type float64"),
    ),
    ("{{ index .Values.missing \"a\" }}", Err("error calling index: index of untyped nil")),
    ("{{ index .Values.m \"zz\" \"a\" }}", Err("error calling index: index of nil pointer")),
    ("{{ index .Values.m 1 }}", Err("error calling index: value has type int; should be string")),
    ("{{ index .Values.s 1 }}", Ok("116")),
    (
        "{{ .Values.m }} {{ .Values.l }} {{ .Values.big }} {{ .Values.huge }} {{.Values.h20}} {{.Values.small}}",
        Ok("map[a:x b:1 f:1.5 l:[1 a <nil>] n:<nil>] [1 2 3] 1.2345678e+07 1e+21 1e+20 1e-05"),
    ),
    (
        "{{ printf \"%d %s %v %T\" .Values.s 3 nil .Values.l }}",
        Ok("%!d(string=str) %!s(int=3) <nil> []interface {}"),
    ),
    (
        "{{ printf \"%05s|%-5d|%+d|%x|%X|%q|%c|%U|%#v|%6.2f|%e|%g|%t\" \"ab\" 3 4 \"hi\" 255 \"q\" 65 65 .Values.m 1.5 1.5 1e21 true }}",
        Ok(
            "000ab|3    |+4|6869|FF|\"q\"|A|U+0041|map[string]interface {}{\"a\":\"x\", \"b\":1, \"f\":1.5, \"l\":[]interface {}{1, \"a\", interface {}(nil)}, \"n\":interface {}(nil)}|  1.50|1.500000e+00|1e+21|true",
        ),
    ),
    (
        "{{ printf \"%d\" .Values.i }} {{ printf \"%d\" 1 2 }} {{ printf \"%d %d\" 1 }} {{ printf \"%!\" }} {{ printf \"%z\" 1 }} {{ printf \"%\" }}",
        Ok("%!d(float64=3) 1%!(EXTRA int=2) 1 %!d(MISSING) %!!(MISSING) %!z(int=1) %!(NOVERB)"),
    ),
    ("{{ print 1 2 \"a\" \"b\" 3 nil nil }} {{ println \"a\" 1 }}", Ok("1 2ab3 <nil> <nil> a 1\n")),
    (
        "{{ html .Values.missing \"<a>\" }} {{ js \"it's <x>\" }} {{ urlquery \"a b&c\" }}",
        Ok("&lt;no value&gt;&lt;a&gt; it\\'s \\u003Cx\\u003E a+b%26c"),
    ),
    ("{{ range $i := 3 }}{{ $i }}{{ end }}", Ok("012")),
    (
        "{{ range $i, $v := 3 }}{{ $i }}{{ end }}",
        Err("can't use a number to iterate over more than one variable"),
    ),
    ("{{ range .Values.i }}x{{ end }}", Err("range can't iterate over a float64")),
    ("{{ range .Values.s }}x{{ end }}", Err("range can't iterate over a string")),
    ("{{ range .Values.missing }}x{{ else }}none{{ end }}", Ok("none")),
    ("{{ nosuch 1 }}", Err("function \"nosuch\" not defined")),
    ("{{ if true }}", Err("unexpected EOF")),
    ("{{ end }}", Err("unexpected {{end}}")),
    ("{{ $y }}", Err("undefined variable \"$y\"")),
    ("{{ break }}", Err("{{break}} outside {{range}}")),
    ("{{ template \"nosuch\" . }}", Err("template \"nosuch\" not defined")),
    (
        "{{ include \"nosuch\" . }}",
        Err("error calling include: no template \"nosuch\" associated with template \"gotpl\""),
    ),
    ("{{ fail \"boo\" }}", Err("boo")),
    ("{{ required \"need it\" .Values.missing }}", Err("need it")),
    ("{{ .Values.m.a.b 1 }}", Err("can't evaluate field b in type interface {}")),
    ("{{ .Values.s 1 }}", Err("s is not a method but has arguments")),
    ("{{ \"a\" 1 }}", Err("can't give argument to what is not a function")),
    ("{{ nil }}", Err("nil is not a command")),
    ("{{ 1 | 2 }}", Err("non executable command in pipeline stage 2")),
    ("{{ slice .Values.l 1 2 }} {{ not 1 }} {{ and 1 0 nosuchx }}", Err("function \"nosuchx\" not defined")),
    ("{{ and 1 0 (fail \"x\") }} {{ or 0 \"\" }}| {{ or 5 (fail \"y\") }}", Ok("0 | 5")),
    ("a {{- /* c */}}  b", Ok("a  b")),
    ("a  {{/* c */ -}}  b", Ok("a  b")),
    ("a {{/* c */ }} b", Err("comment ends before closing delimiter")),
    ("a {{ /* c */}} b", Err("unexpected \"/\" in command")),
    ("a {{- /* c */ -}} b", Ok("ab")),
    ("{{- -}}x", Err("bad number syntax: \"-\"")),
    ("a {{ - 3}}", Err("bad number syntax: \"-\"")),
    ("{{- 3 -}}  x", Ok("3x")),
    ("{{3-}}", Err("bad number syntax")),
    (
        "{{ -3 }} {{ +4 }} {{ 0x1F }} {{ 0b11 }} {{ 0o17 }} {{ 017 }} {{ 1_000 }} {{ 1e3 }} {{ 1. }} {{ .5 }} {{ 'a' }} {{ '\\n' }} {{ 1e400 }}",
        Err("bad number syntax: \"1e400\""),
    ),
    ("{{ 08 }}", Err("bad number syntax: \"08\"")),
    ("{{ 99999999999999999999 }}", Err("integer overflow: \"99999999999999999999\"")),
    ("{{ 18446744073709551615 }}", Err("integer overflow: \"18446744073709551615\"")),
    ("{{ \"a\\x41é\\n\\\"\" }} {{ `raw\\n` }} {{ \"\\101\" }}", Ok("aAé\n\" raw\\n A")),
    ("{{ \"\\q\" }}", Err("invalid syntax")),
    ("{{ \"a\nb\" }}", Err("unterminated quoted string")),
    ("{{ `a\nb` }}", Ok("a\nb")),
    ("{{ if .Values.t }}A{{ else if .Values.e }}B{{ else }}C{{ end }}", Ok("A")),
    ("{{ if .Values.e }}A{{ else if .Values.t }}B{{ else }}C{{ end }}", Ok("B")),
    ("{{ with .Values.e }}A{{ else with .Values.m }}{{ .a }}{{ else }}C{{ end }}", Ok("x")),
    (
        "{{ if .Values.e }}A{{ else with .Values.m }}{{ .a }}{{ end }}{{ end }}",
        Err("unexpected \"with\" in input"),
    ),
    ("{{ range $k, $v := .Values.m }}{{ $k }}={{ $v }};{{ end }}", Ok("a=x;b=1;f=1.5;l=[1 a <nil>];n=;")),
    ("{{ range $i, $_ := .Values.l }}{{ $i }}{{ end }}", Ok("012")),
    ("{{ $x := 1 }}{{ range .Values.l }}{{ $x = . }}{{ end }}{{ $x }}", Ok("3")),
    ("{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x }}{{ end }}{{ $x }}", Ok("21")),
    ("{{ $x := 1 }}{{ range $x = .Values.l }}{{ $x }}{{ end }}{{ $x }}", Ok("1233")),
    (
        "{{ $i := 0 }}{{ $x := 1 }}{{ range $i, $x = .Values.l }}{{ $x }}{{ end }}{{ $x }} {{ $i }}",
        Ok("1233 2"),
    ),
    ("{{ if $x := .Values.e }}{{ else if $y := 3 }}{{ $x }}{{ $y }}{{ end }}", Ok("3")),
    (
        "{{ define \"a\" }}x{{ end }}{{ define \"a\" }}y{{ end }}",
        Err("multiple definition of template \"a\""),
    ),
    ("{{ define \"a\" }}x{{ end }}{{ define \"a\" }} {{ end }}{{ template \"a\" }}", Ok("x")),
    ("{{ block \"b\" .Values.m }}{{ .a }}{{ end }}", Ok("x")),
    ("{{ if true }}{{ define \"z\" }}{{ end }}{{ end }}", Err("unexpected \"define\" in command")),
    ("{{ .Values.m.a.b.c }}", Err("can't evaluate field b in type interface {}")),
    ("{{ .Values.m.n.b }}", Err("nil pointer evaluating interface {}.b")),
    ("{{ .Values.l.b }}", Err("can't evaluate field b in type interface {}")),
    ("{{ (index .Values.l 0).b }}", Err("can't evaluate field b in type float64")),
    ("{{ (index .Values.m \"zz\").b }}|", Ok("|")),
    ("{{ .Values.s | printf \"%s-%s\" \"x\" }}", Ok("x-str")),
    (
        "{{ printf \"%s\" }} {{ printf \"%[2]s %[1]s\" \"a\" \"b\" }} {{ printf \"%[3]s\" \"a\" }} {{ printf \"%*d\" 5 3 }} {{ printf \"%.2s|%-6s|%6s\" \"héllo\" \"é\" \"é\" }}",
        Ok("%!s(MISSING) b a %!s(BADINDEX)     3 hé|é     |     é"),
    ),
    (
        "{{ printf \"%v %v\" .Values.ln .Values.m }} {{ printf \"%s\" .Values.l }} {{ printf \"%5v|%05d|%x|% x|%#x|%+q|%#q\" .Values.l -3 -255 \"abc\" \"abc\" \"é\" \"a\" }}",
        Ok(
            "[<nil> map[a:1]] map[a:x b:1 f:1.5 l:[1 a <nil>] n:<nil>] [%!s(float64=1) %!s(float64=2) %!s(float64=3)] [    1     2     3]|-0003|-ff|61 62 63|0x616263|\"\\u00e9\"|`a`",
        ),
    ),
    (
        "{{ printf \"%t %v %q %q %d\" \"x\" true 65 \"a\\tb\" true }} {{ printf \"%08.3f|%+.1e|%G|%g|%g|%.3g|%.10g\" 3.14159 12345.6789 1e-10 100000.0 1000000.0 1234.5678 1234.5678 }}",
        Ok(
            "%!t(string=x) true 'A' \"a\\tb\" %!d(bool=true) 0003.142|+1.2e+04|1E-10|100000|1e+06|1.23e+03|1234.5678",
        ),
    ),
    (
        "{{ printf \"%6.2f%%|%c|%U|%#U|%o|%O|%b|%#b|%#o\" 99.5 128512 128512 128512 8 8 5 5 8 }}",
        Ok(" 99.50%|😀|U+1F600|U+1F600 '😀'|10|0o10|101|0b101|010"),
    ),
    (
        "{{ 1 | print \"a\" | print \"b\" }} {{ print (print 1) nil }} {{ true }} {{ 1.0 }} {{ 1000000.0 }} {{ 123456.0 }} {{ 0.0001 }}",
        Ok("ba1 1<nil> true 1 1e+06 123456 0.0001"),
    ),
    ("{{ not .Values.missing }} {{ and }} ", Err("wrong number of args for and: want at least 1 got 0")),
    (
        "{{ and .Values.missing 1 }}|{{ or .Values.missing \"d\" }}|{{ .Values.missing | or 0 }}|{{ 5 | and 1 }}",
        Ok("|d||5"),
    ),
    ("{{ tpl \"{{ .Values.s }}-{{ .Values.missing }}\" . }} {{ tpl \"plain\" . }}", Ok("str- plain")),
    ("{{ tpl \"{{ define \\\"q\\\" }}Q{{ end }}{{ include \\\"q\\\" . }}\" . }}", Ok("Q")),
    (
        "{{ tpl \"{{ define \\\"q\\\" }}Q{{ end }}\" . }}{{ include \"q\" . }}",
        Err("error calling include: no template \"q\" associated with template \"gotpl\""),
    ),
    ("{{ tpl \"{{ .a.b }}\" . }}", Err("nil pointer evaluating interface {}.b")),
    (
        "{{ tpl \"{{ if }}\" . }}",
        Err("error calling tpl: cannot parse template: line 1: missing value for if"),
    ),
    ("{{ tpl .Values.i . }}", Err("wrong type for value; expected string; got float64")),
    ("{{ include .Values.i . }}", Err("wrong type for value; expected string; got float64")),
    ("{{ include \"x\" }}", Err("wrong number of args for include: want 2 got 1")),
    ("{{ required \"m\" \"\" }}", Err("m")),
    (
        "{{ required \"m\" 0 }} {{ required \"m\" false }} {{ lookup \"v1\" \"Secret\" \"a\" \"b\" }}",
        Ok("0 false map[]"),
    ),
    ("{{ break }}{{ .x", Err("unclosed action")),
    ("{{ ( 1 }}", Err("unclosed left paren")),
    ("{{ 1 ) }}", Err("unexpected right paren")),
    ("{{ }}", Err("missing value for command")),
    ("{{ \"a\".b }}", Err("unexpected . after term")),
    ("{{ .Values.m.a }}.b {{ $.Values.s }}", Ok("x.b str")),
    ("{{ $x, $y := 1 }}", Err("too many declarations in command")),
    ("{{ range $a, $b, $c := .Values.l }}{{ end }}", Err("too many declarations in range")),
    ("{{ .Values.s.}}", Err("unexpected \".\" in operand")),
    ("{{ .Values..s}}", Err("unexpected \".\" in operand")),
    ("{{ a-b }}", Err("bad character U+002D '-'")),
    ("{{ if and .Values.m.zz.yy true }}x{{ end }}", Err("nil pointer evaluating interface {}.yy")),
    ("{{ gt 1.5 1 }}", Err("error calling gt: incompatible types for comparison: float64 and int")),
    ("{{ eq 1 1.0 }}", Err("error calling eq: incompatible types for comparison: int and float64")),
    (
        "{{ eq \"a\" \"b\" \"a\" }} {{ ne 1 2 }} {{ le 1 1 }} {{ ge 2 1 }} {{ lt \"a\" \"b\" }} {{ gt 1 2 }}",
        Ok("true true true true true false"),
    ),
    ("{{ eq 1 }}", Err("error calling eq: missing argument for comparison")),
    ("{{ eq .Values.missing 1 }}{{ eq nil nil }}", Ok("falsetrue")),
    ("{{ eq }}", Err("wrong number of args for eq: want at least 1 got 0")),
    ("{{ true | not }} {{ nil | not }}", Err("nil is not a command")),
    ("{{ print nil }} {{ .Values.m.n }}| {{ with .Values.m.n }}x{{ end }}", Ok("<nil> | ")),
    ("{{with $x := 3}}{{$x}}{{end}}{{\"<no value>\"}}", Ok("3")),
    (
        "{{ `a` | len | printf \"%d\" }} {{ html \"a'b\\\"c&\" }} {{ js \"\\u2028é\\x00=\" }} {{ urlquery 1 2 \"é\" }} {{ call nil }}",
        Err("error calling call: call of nil"),
    ),
    (
        "{{ template \"x\" . }}{{ define \"x\" }}{{ template \"y\" . }}{{ end }}{{ define \"y\" }}{{ .Values.zz.zz }}{{ end }}",
        Err("nil pointer evaluating interface {}.zz"),
    ),
    ("{{ $ := 3 }}{{ $ }}", Ok("3")),
    ("{{ .Values.t.x 1 }}", Err("can't evaluate field x in type interface {}")),
    (
        "{{ (1) }} {{ (((\"x\"))) }} {{ (.Values).s }} {{ (.).Values.s }} {{ ($).Values.s }}",
        Ok("1 x str str str"),
    ),
    ("{{ $x := .Values }}{{ $x.m.a }} {{ $x.s }}", Ok("x str")),
    ("{{if true}}a{{else}}b{{else}}c{{end}}", Err("expected end; found {{else}}")),
    ("{{range .Values.l}}{{else if true}}{{end}}", Err("unexpected \"if\" in input")),
    ("{{ else }}", Err("unexpected {{else}}")),
    ("{{ template .Values.s }}", Err("unexpected \".Values\" in template clause")),
    ("{{ $i := 0 }}{{ range $i = .Values.l }}{{ end }}{{ $i }}", Ok("3")),
    ("{{ range $k, $v := .Values.m }}{{ if eq $k \"b\" }}{{ break }}{{ end }}{{ $k }}{{ end }}", Ok("a")),
    (
        "{{ range .Values.l }}{{ range $.Values.l }}{{ if eq . 2.0 }}{{ continue }}{{ end }}{{ . }}{{ end }};{{ end }}",
        Ok("13;13;13;"),
    ),
    (
        "{{ with .Values.m }}{{ with .l }}{{ index . 1 }}{{ end }}{{ .a }}{{ $.Values.s }}{{ end }}",
        Ok("axstr"),
    ),
    ("x\n{{- if true }}\n  y\n{{- end }}\nz {{ \"a\" -}}\n   b", Ok("x\n  y\nz ab")),
    ("{{/*\nmulti\n*/}}\na: 1\n{{- /* c */}}\nb: 2", Ok("\na: 1\nb: 2")),
    (
        "{{ printf \"%v|%s|%d|%q|%x|%T\" true true true true true true }}",
        Ok("true|%!s(bool=true)|%!d(bool=true)|%!q(bool=true)|%!x(bool=true)|bool"),
    ),
    (
        "{{ printf \"%v|%s|%d|%q|%x|%t\" 1.5 1.5 1.5 1.5 1.5 1.5 }}",
        Ok("1.5|%!s(float64=1.5)|%!d(float64=1.5)|%!q(float64=1.5)|0x1.8p+00|%!t(float64=1.5)"),
    ),
    (
        "{{ printf \"%5t|%-7t|%05t\" true false true }}|{{ printf \"%s %v\" .Values.missing .Values.m.n }}",
        Ok(" true|false  |0true|%!s(<nil>) <nil>"),
    ),
    (
        "{{ printf \"%6.3v|%.3v|%10v|%-10v|\" 3.14159 \"abcdef\" .Values.l \"x\" }}",
        Ok("  3.14|abc|[         1          2          3]|x         |"),
    ),
    (
        "{{ printf \"%e|%E|%.0f|%f|%F|%G|%.3e|%#v\" 0.0 -1.5 2.5 1e21 1.0 1e-7 123456.0 1e6 }}",
        Ok("0.000000e+00|-1.500000E+00|2|1000000000000000000000.000000|1.000000|1E-07|1.235e+05|1e+06"),
    ),
    (
        "{{ printf \"%+v|%+d|% d|%x|%X|%#X|%o|%08b|%3c|%-4q|%#U\" .Values.l 5 5 -255 \"Hi\" 255 8 5 65 65 960 }}",
        Ok("[1 2 3]|+5| 5|-ff|4869|0XFF|10|00000101|  A|'A' |U+03C0 'π'"),
    ),
    (
        "{{ printf \"%[1]d %[1]v %[2]*[1]d|%[5]d|%[x]d|%[1]\" 7 4 }}",
        Ok("7 7    7|%!d(BADINDEX)|%!d(BADINDEX)|%!(NOVERB)"),
    ),
    (
        "{{ printf \"%-+5d|%+-5d|%+05d|% 05d|%05.1f|%+05.1f|%x|%q\" 3 3 3 3 2.25 2.25 \"é\" \"\\u200b\\u00a0é\\x7f\" }}",
        Ok("+3   |+3   |+0003| 0003|002.2|+02.2|c3a9|\"\\u200b\\u00a0é\\x7f\""),
    ),
    (
        "{{ printf \"%.3d|%5.3d|%-5.3d|%05.3d|%.0d|%2147483648d\" 7 7 7 7 0 1 }}",
        Ok("007|  007|007  |  007||%!(NOVERB)%!(EXTRA int=1)"),
    ),
    (
        "{{ printf \"%s\" .Values.m }} {{ printf \"%d\" .Values.m }} {{ printf \"%q\" .Values.l }}",
        Ok(
            "map[a:x b:%!s(float64=1) f:%!s(float64=1.5) l:[%!s(float64=1) a <nil>] n:<nil>] map[%!d(string=a):%!d(string=x) %!d(string=b):%!d(float64=1) %!d(string=f):%!d(float64=1.5) %!d(string=l):[%!d(float64=1) %!d(string=a) <nil>] %!d(string=n):<nil>] [%!q(float64=1) %!q(float64=2) %!q(float64=3)]",
        ),
    ),
    (
        "{{ 1.5e300 }} {{ 123456789.0 }} {{ 1e5 }} {{ 1e6 }} {{ 0.00012 }} {{ 100000.5 }} {{ -0.0 }} {{ 1e20 }} {{ 2.50 }}",
        Ok("1.5e+300 1.23456789e+08 100000 1e+06 0.00012 100000.5 -0 1e+20 2.5"),
    ),
    ("{{ print 1.0 2.5 \"a\" 1 true .Values.l .Values.missing }}", Ok("1 2.5a1 true [1 2 3] <nil>")),
    ("{{ println }}{{ print }}x", Ok("\nx")),
    ("{{ include \"x\" . | print }}{{ define \"x\" }}a\nb{{ end }}", Ok("a\nb")),
    ("{{ template \"x\" }}{{ define \"x\" }}{{ . }}|{{ .a }}{{ end }}", Ok("|")),
    ("{{ define \"x\" }}{{ $ }}{{ end }}{{ include \"x\" 5 }} {{ $.Values.s }}", Ok("5 str")),
    ("{{ define \"x\" }}{{ $y }}{{ end }}", Err("undefined variable \"$y\"")),
    ("{{ $y := 1 }}{{ define \"x\" }}{{ $y }}{{ end }}", Err("undefined variable \"$y\"")),
    ("{{ if .Values.t }}{{ $z := 1 }}{{ end }}{{ $z }}", Err("undefined variable \"$z\"")),
    ("{{ range $z := .Values.l }}{{ else }}{{ $z }}{{ end }}", Ok("")),
    ("{{ .Values.m.b | eq 1.0 }} {{ eq 1.0 .Values.m.b 2 }}", Ok("true true")),
    (
        "{{ eq 2.0 .Values.m.b \"x\" }}",
        Err("error calling eq: incompatible types for comparison: float64 and string"),
    ),
    (
        "{{ eq .Values.l .Values.missing }} {{ ne .Values.m nil }} {{ eq nil .Values.e }}",
        Ok("false true false"),
    ),
    ("{{ lt nil nil }}", Err("error calling lt: invalid type for comparison")),
    ("{{ len nil }}", Err("error calling len: len of nil pointer")),
    (
        "{{ index .Values.m \"l\" 1 }} {{ index .Values.l }} {{ index .Values.m nil }}",
        Err("error calling index: value is nil; should be of type string"),
    ),
    ("{{ index .Values.s 9 }}", Err("error calling index: index out of range: 9")),
    ("{{ index nil 1 }}", Err("error calling index: index of untyped nil")),
    ("{{ index 5 1 }}", Err("error calling index: can't index item of type int")),
    ("{{ not }}", Err("wrong number of args for not: want 1 got 0")),
    ("{{ not 1 2 }}", Err("wrong number of args for not: want 1 got 2")),
    ("{{ printf 1 }}", Err("error calling printf: wrong type for value; expected string; got int")),
    ("{{ printf }}", Err("wrong number of args for printf: want at least 1 got 0")),
    ("{{ printf nil }}", Err("error calling printf: wrong type for value; expected string; got <nil>")),
    ("{{ .Values.s | .Values.m }}", Err("m is not a method but has arguments")),
    ("{{ \"a\" | .Values.s }}", Err("s is not a method but has arguments")),
    ("{{ (\"a\") 1 }}", Err("can't give argument to what is not a function")),
    ("{{ 1 | (2) }}", Err("can't give argument to what is not a function")),
    ("{{ $x := 3 }}{{ 1 | $x }}", Err("can't give argument to what is not a function")),
    ("{{ .Values.l.Len }}", Err("can't evaluate field Len in type interface {}")),
    ("{{ true.x }}", Err("unexpected . after term")),
    ("{{ nil.x }}", Err("unexpected . after term")),
    ("{{ (nil).x }}", Err("nil is not a command")),
    ("{{ . .Values }}", Err("can't give argument to what is not a function")),
    ("{{ $x = 1 }}", Err("undefined variable: $x")),
    ("{{ $x := }}", Err("missing value for command")),
    ("{{ := 1 }}", Err("unexpected \":=\" in command")),
    ("{{ 1 := 2 }}", Err("unexpected \":=\" in operand")),
    ("{{ if $x := 1 | eq 1 }}{{ $x }}{{ end }}", Ok("true")),
    ("{{ ($x := 1) }}{{ $x }}", Ok("11")),
    ("{{ template \"x\" 1 | print }}{{ define \"x\" }}{{ . }}{{ end }}", Ok("1")),
    ("{{ define \"x\" }}{{ end }}{{ include \"x\" . }}|", Ok("|")),
    ("{{ define x }}{{ end }}", Err("unexpected \"x\" in define clause")),
    ("{{ define \"x\" . }}{{ end }}", Err("unexpected \".\" in define clause")),
    ("{{ define \"x\" }}", Err("unexpected EOF")),
    ("{{ end", Err("unclosed action")),
    ("{{/* unclosed", Err("unclosed comment")),
    ("{{ \"unclosed }}", Err("unterminated quoted string")),
    ("{{ 'ab' }}", Err("malformed character constant: 'ab'")),
    ("{{ '' }}", Err("malformed character constant: ''")),
    ("{{ 'é' }} {{ '\\'' }} {{ '\\x41' }} {{ \"\\u00e9\\U0001F600\" }}", Ok("233 39 65 é😀")),
    ("{{ 1a }}", Err("bad number syntax")),
    ("{{ 1+2 }}", Err("bad number syntax")),
    ("{{ 0x }}", Err("bad number syntax: \"0x\"")),
    ("{{ 1__0 }}", Err("bad number syntax: \"1__0\"")),
    ("{{ 1_000.5 }}", Ok("1000.5")),
    ("{{ .5.x }}", Err("unexpected . after term")),
    ("{{ .1a }}", Err("bad number syntax")),
    ("{{ a.b }}", Err("function \"a\" not defined")),
    ("{{ print.x }}", Err("can't evaluate field x in type string")),
    ("{{ (print 1).x }}", Err("can't evaluate field x in type string")),
    ("{{ @ }}", Err("unexpected \"@\" in command")),
    ("{{ é }}", Err("function \"é\" not defined")),
    ("{{ .é }}|", Ok("|")),
    ("{{ $é := 1 }}{{ $é }}", Ok("1")),
    ("{{ .Values.s\"a\" }}", Err("bad character U+0022 '\"'")),
    ("{{ \"a\"\"b\" }}", Err("unexpected text in operand")),
    ("{{ print \"a\"\"b\" }}", Err("unexpected text in operand")),
    ("{{ print(1) }}", Err("unexpected \"(\" in operand")),
    ("{{ print (1)(2) }}", Err("unexpected \"(\" in operand")),
    ("{{ tpl \"{{ $x := 1 }}{{ range .Values.l }}{{ $x }}{{ . }}{{ end }}\" . }}", Ok("111213")),
    (
        "{{ tpl \"{{ .Values.s\" . }}",
        Err("error calling tpl: cannot parse template: line 1: unclosed action"),
    ),
    ("{{ tpl \"a\" }}", Err("wrong number of args for tpl: want 2 got 1")),
    ("{{ tpl \"{{ tpl \\\"{{ .Values.s }}\\\" . }}\" . }}{{ tpl \"<no value>x\" . }}", Ok("strx")),
    ("{{ fail 1 }}", Err("wrong type for value; expected string; got int")),
    ("{{ required 1 2 }}", Err("wrong type for value; expected string; got int")),
    ("{{ lookup \"a\" }}", Err("wrong number of args for lookup: want 4 got 1")),
    ("{{ call print 1 }}", Err("error calling call: non-function of type string")),
    (
        "{{ html \"\\x00\" }} {{ js \"</script>\\\\\" }} {{ urlquery \"~.-_*/\" }}",
        Ok("� \\u003C/script\\u003E\\\\ ~.-_%2A%2F"),
    ),
    ("{{ range $i, $c := \"abc\" }}{{ $i }}{{ end }}", Err("range can't iterate over a string")),
    ("{{ range 2.0 }}{{ end }}", Err("range can't iterate over a float64")),
    ("{{ range true }}{{ end }}", Err("range can't iterate over a bool")),
    ("{{ range nil }}{{ end }}", Err("nil is not a command")),
    ("{{ if nil }}{{ end }}", Err("nil is not a command")),
    (
        "{{ range $i := 2 }}{{ $i }}{{ continue }}x{{ end }}{{ range -1 }}x{{ else }}none{{ end }}",
        Ok("01none"),
    ),
    (
        "{{ printf \"%x|%X|%x|%x|%x|%20x|%-20x|%+x|%x\" 1.5 255.0 0.0 -3.0 1e-310 3.0 3.0 3.0 0.1 }}",
        Ok(
            "0x1.8p+00|0X1.FEP+07|0x0p+00|-0x1.8p+01|0x1.2688b70e62bp-1030|           0x1.8p+01|0x1.8p+01           |+0x1.8p+01|0x1.999999999999ap-04",
        ),
    ),
    ("{{ 1__0 }}", Err("bad number syntax: \"1__0\"")),
    ("{{ 0x_1F }} {{ 1_0 }}", Ok("31 10")),
    ("{{ 1_ }}", Err("bad number syntax: \"1_\"")),
];

#[test]
fn templates_give_what_helm_gives() {
    for (source, expected) in CASES {
        let given = text(source);
        assert_eq!(given.as_ref().map(String::as_str).map_err(String::as_str), *expected, "{source}");
    }
}

/// The lines of the output, each with the file and the line it comes from.
fn origins(files: &[(&str, &str)]) -> Vec<String> {
    let output = render_with(crate::helm::functions::find, files).unwrap();
    let mut lines = Vec::new();
    assert_eq!(output.text.split('\n').count(), output.lines.len());
    for (text, line) in output.text.split('\n').zip(output.lines) {
        let unknown = if line.unknown { "?" } else { "" };
        let origin = line.origin.map(|origin| format!("{}:{}", origin.path, origin.span.line));
        lines.push(format!("{text}{unknown} <{}", origin.unwrap_or_default()));
    }
    lines
}

#[test]
fn a_line_comes_from_what_wrote_its_first_letter() {
    let helper =
        "{{- define \"h\" }}\nkind: {{ .Values.s }}\n{{- if true }}\nname: x\n{{- end }}\n{{- end }}\n";
    let main = "# top\n{{- if .Values.t }}\na: 1\n  {{- with .Values.m }}\nb: {{ .a }}\n  {{- end }}\n{{- end }}\n\
                {{ include \"h\" . }}\nc:\n  {{ .Values.s }}: {{ include \"h\" . }}\n{{ template \"h\" . }}\n";
    assert_eq!(
        origins(&[("_h.tpl", helper), ("a.yaml", main)]),
        [
            "# top <a.yaml:1",
            "a: 1 <a.yaml:3",
            "b: x <a.yaml:5",
            " <_h.tpl:1",
            "kind: str <_h.tpl:2",
            "name: x <_h.tpl:4",
            "c: <a.yaml:9",
            "  str:  <a.yaml:10",
            "kind: str <_h.tpl:2",
            "name: x <_h.tpl:4",
            " <_h.tpl:1",
            "kind: str <_h.tpl:2",
            "name: x <_h.tpl:4",
            " <",
        ]
    );
}

#[test]
fn what_is_indented_keeps_its_origins() {
    let helper =
        "{{ define \"h\" -}}\na: 1\n{{- if .Values.t }}\nb: {{ now }}\n{{- end }}\nc: 3\n{{- end }}\n";
    let main = "spec:\n  {{- include \"h\" . | nindent 2 }}\n  d:\n{{ include \"h\" $ | trim | indent 4 }}\n\
                e: {{ dict \"x\" (dict \"y\" 1) | toYaml | nindent 2 }}\n";
    let lines = origins(&[("_h.tpl", helper), ("a.yaml", main)]);
    let ends: Vec<&str> = lines.iter().filter_map(|line| line.rsplit(' ').next()).collect();
    assert_eq!(
        ends,
        [
            "<a.yaml:1",
            "<_h.tpl:2",
            "<_h.tpl:4",
            "<_h.tpl:6",
            "<a.yaml:3",
            "<_h.tpl:2",
            "<_h.tpl:4",
            "<_h.tpl:6",
            "<a.yaml:5",
            "<a.yaml:5",
            "<a.yaml:5",
            "<",
        ]
    );
    let unknown: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| line.contains('?')).map(|(at, _)| at).collect();
    assert_eq!(unknown, [2, 6], "{lines:?}");
}

#[test]
fn the_text_of_tpl_stands_where_it_is_called() {
    let helper = "{{ define \"h\" }}x: {{ .Values.s }}{{ end }}";
    let main = "\n{{ tpl \"a: 1\\nb: {{ .Values.s }}\\n{{ include \\\"h\\\" . }}\" . }}\n";
    assert_eq!(
        origins(&[("_h.tpl", helper), ("a.yaml", main)]),
        [" <a.yaml:1", "a: 1 <a.yaml:2", "b: str <a.yaml:2", "x: str <_h.tpl:1", " <"]
    );
}

#[test]
fn the_span_of_an_origin_is_its_whole_line() {
    let output = render(&[("a.yaml", "a: 1\r\n\u{e9}: {{ .Values.s }}\r\n")]).unwrap();
    let origin = output.lines[1].origin.clone().unwrap();
    let span = origin.span;
    assert_eq!((span.line, span.column, span.end_line, span.end_column), (2, 1, 2, 19));
    assert_eq!((span.byte_start, span.byte_end), (6, 25));
}

#[expect(clippy::unnecessary_wraps, reason = "as functions are")]
fn clock(_call: &crate::helm::functions::Call<'_>, _values: &[Value]) -> Result<Value, Fault> {
    Ok(Value::Text(crate::helm::value::Text::unknown("now")))
}

#[test]
fn what_is_made_of_a_placeholder_is_unknown() {
    fn find(name: &str) -> Option<Function> {
        (name == "now").then_some(clock as Function)
    }
    let budget = Budget::new(Bounds::default(), &|| false);
    let mut engine = Engine::new(&budget, find);
    let source = "{{ define \"h\" }}a: 1\nb: {{ now }}\nc: 2{{ end }}{{ include \"h\" . }}\n\
                  d: {{ printf \"%s!\" now }}\ne: {{ tpl now . }}\nf: {{ print (include \"h\" .) | len }}\ng: 3";
    engine.add("a.yaml", "a.yaml".into(), source).unwrap();
    let output = engine.render("a.yaml", Value::Nil).unwrap();
    assert_eq!(output.text, "a: 1\nb: now\nc: 2\nd: now!\ne: now\nf: 16\ng: 3");
    let unknown: Vec<bool> = output.lines.iter().map(|line| line.unknown).collect();
    assert_eq!(unknown, [false, true, false, true, true, false, false]);
}

#[test]
fn a_failure_names_the_line_of_the_action() {
    let helper = "\n{{ define \"h\" }}\n{{ .Values.a.b }}{{ end }}";
    let error = render(&[("_h.tpl", helper), ("a.yaml", "x\n{{ include \"h\" . }}")]).unwrap_err();
    assert_eq!(error.to_string(), "_h.tpl:3: nil pointer evaluating interface {}.b");
    let error = render(&[("a.yaml", "x\n{{ tpl \"\\n\\n{{ .a.b }}\" . }}")]).unwrap_err();
    assert_eq!(error.to_string(), "a.yaml:2: nil pointer evaluating interface {}.b");
    let error = render(&[("a.yaml", "x\n\n{{ if }}")]).unwrap_err();
    assert_eq!(error.to_string(), "a.yaml:3: missing value for if");
}

#[test]
fn later_definitions_win_and_empty_ones_replace_none() {
    let files = [
        ("1.tpl", "{{ define \"d\" }}one{{ end }}"),
        ("2.tpl", "{{ define \"d\" }}two{{ end }}"),
        ("3.tpl", "{{ define \"d\" }} {{ end }}"),
        ("a.yaml", "{{ include \"d\" . }}"),
    ];
    assert_eq!(render(&files).unwrap().text, "two");
}

/// Every way to nest. In a thread of 2 MiB, as tests are, each must end in a refusal or a text, not in an overflow.
#[test]
fn nothing_is_deeper_than_the_stack() {
    let nested = |open: &str, middle: &str, close: &str, count: usize| {
        format!("{}{middle}{}", open.repeat(count), close.repeat(count))
    };
    for count in [90, 10_000] {
        let cases = [
            ("bodies", nested("{{ if true }}", "x", "{{ end }}", count)),
            ("loops", nested("{{ range 1 }}", "x", "{{ end }}", count)),
            ("parentheses", format!("{{{{ {} }}}}", nested("(", "1", ")", count))),
            ("arguments", format!("{{{{ {} }}}}", nested("(print ", "1", ")", count))),
            ("blocks", nested("{{ block \"b\" . }}", "x", "{{ end }}", count)),
            ("branches", format!("{{{{ if false }}}}{}{{{{ end }}}}", "{{ else if false }}".repeat(count))),
        ];
        for (name, source) in cases {
            let given = text(&source);
            // Blocks of one name are refused before they are too deep.
            let is_fine = name == "branches" || count < 100 && name != "blocks";
            assert_eq!(given.is_ok(), is_fine, "{name} {count}: {given:?}");
        }
    }
    let deep = nested("{{ if true }}", "{{ print (include \"a\" .) }}", "{{ end }}", 60);
    let wrapped = nested("(print ", "(include \"a\" .)", ")", 60);
    let cases = [
        format!("{{{{ define \"a\" }}}}{{{{ {wrapped} }}}}{{{{ end }}}}{{{{ include \"a\" . }}}}"),
        "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}".to_owned(),
        "{{ define \"a\" }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}".to_owned(),
        "{{ define \"a\" }}{{ tpl . . }}{{ end }}{{ include \"a\" \"{{ include \\\"a\\\" . }}\" }}"
            .to_owned(),
        format!("{{{{ define \"a\" }}}}{deep}{{{{ end }}}}{{{{ include \"a\" . }}}}"),
    ];
    for source in cases {
        let error = render(&[("a.yaml", &source)]).unwrap_err();
        assert!(matches!(error.fault, Fault::Bound(_)), "{source}: {error}");
    }
}

#[test]
fn what_explodes_is_stopped() {
    for (name, source) in [
        ("loop", "{{ range 1000000000 }}{{ end }}"),
        ("loops", "{{ range 1000 }}{{ range 1000 }}{{ end }}{{ end }}"),
        ("wide", "{{ range 100 }}{{ printf \"%1000000d\" 1 }}{{ end }}"),
        ("doubled", "{{ $x := \"abcdefgh\" }}{{ range 40 }}{{ $x = print $x $x }}{{ end }}"),
    ] {
        let budget = Budget::new(Bounds { steps: 100_000, bytes: 1_000_000, depth: 100 }, &|| false);
        let mut engine = Engine::new(&budget, none);
        engine.add(name, name.into(), source).unwrap();
        let error = engine.render(name, Value::Nil).unwrap_err();
        assert!(matches!(error.fault, Fault::Bound(_)), "{name}: {error}");
    }
}

/// Cuts, doubles and mixes the cases above: whatever is written, there is a text or a refusal.
#[test]
fn no_template_makes_it_panic() {
    let mut state = 0x9e37_79b9_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below.max(1) as u64).unwrap()
    };
    let pieces = [
        "{{",
        "}}",
        "{{-",
        "-}}",
        "(",
        ")",
        "|",
        ":=",
        "=",
        "$",
        "$x",
        ".",
        ".a",
        "\"",
        "`",
        "'",
        "\\",
        "/*",
        "*/",
        ",",
        "0x",
        "1e",
        "-",
        "_",
        "\n",
        " ",
        "\u{e9}",
        "\0",
        "%",
        "*",
        "[1]",
        "{{ end }}",
        "{{ else }}",
        "nil",
        "range",
        "{{ if true }}",
        "{{ break }}",
        "{{ define \"a\" }}",
        "{{ include \"a\" . }}",
        "{{ block \"b\" 1 }}",
        "9999999999",
    ];
    for round in 0..4_000 {
        let (source, _) = CASES[round % CASES.len()];
        let mut characters: Vec<char> = source.chars().collect();
        for _ in 0..=random(4) {
            let at = random(characters.len());
            if random(3) == 0 {
                characters.truncate(at);
            } else {
                characters.splice(at..at, pieces[random(pieces.len())].chars());
            }
        }
        let source: String = characters.into_iter().collect();
        let bounds = Bounds { steps: 20_000, bytes: 1 << 20, depth: 50 };
        let budget = Budget::new(bounds, &|| false);
        let mut engine = Engine::new(&budget, none);
        if engine.add("a.yaml", "a.yaml".into(), &source).is_ok() {
            let values = yaml(VALUES, &Budget::new(Bounds::default(), &|| false)).unwrap();
            let _ = engine.render("a.yaml", Value::Map(Map::from_iter([("Values", values)])));
        }
    }
}
