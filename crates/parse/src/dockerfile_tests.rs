use super::{Base, Unknown, stages};

fn image(name: &str) -> Base {
    Base::Image(name.to_owned())
}

fn last(text: &str) -> Option<Base> {
    stages(text).image().map(|stage| stage.base.clone())
}

#[test]
fn the_last_stage_is_the_image_and_the_others_are_for_building() {
    let read = stages(
        "# syntax=docker/dockerfile:1\nARG GO=1.25\nFROM --platform=$BUILDPLATFORM golang:${GO} AS Build\n\
         RUN go build\nFROM debian:13 AS base\nRUN true\nfrom scratch as nothing\nFROM BASE\nCOPY --from=build /a /a\n",
    );
    assert_eq!(read.image().map(|stage| (&stage.base, stage.line)), Some((&image("debian:13"), 8)));
    assert_eq!(read.build_bases(), [&image("golang:1.25")]);
    assert_eq!(read.stages.first().map(|stage| stage.platform.as_str()), Some("$BUILDPLATFORM"));
    assert_eq!(last("FROM scratch"), Some(Base::Scratch));
    assert_eq!(last("RUN true"), None);
}

#[test]
fn arguments_are_filled_in_or_named() {
    for (text, wanted) in [
        ("ARG A=x B=\"y\"\nFROM $A/$B:${C:-1}", image("x/y:1")),
        ("ARG A=x\nARG A\nFROM ${A}", Base::Unknown(Unknown::Argument("A".into()))),
        ("FROM r/${TAG}", Base::Unknown(Unknown::Argument("TAG".into()))),
        ("FROM a\nARG A=x\nFROM $A", Base::Unknown(Unknown::Argument("A".into()))),
        ("ARG A=\nFROM a${A:+-slim}", image("a")),
        ("ARG A=1\nFROM a${A:+-slim}", image("a-slim")),
        ("FROM ${A", Base::Unknown(Unknown::Malformed)),
        ("FROM", Base::Unknown(Unknown::Malformed)),
        ("FROM a b c d", Base::Unknown(Unknown::Malformed)),
    ] {
        assert_eq!(last(text), Some(wanted), "{text}");
    }
}

#[test]
fn lines_that_go_on_and_here_documents_are_read_as_builders_do() {
    assert_eq!(
        last("FROM \\\n# between\n\n  a:1 \\\n  AS b\nRUN <<EOF\nFROM evil\nEOF\n"),
        Some(image("a:1"))
    );
    assert_eq!(last("# escape=`\nFROM a`\n:1\n"), Some(image("a:1")));
    assert_eq!(last("FROM a\nRUN <<-E\nFROM evil\n\tE\nFROM b"), Some(image("b")));
    assert_eq!(last("FROM a\nRUN true \\\n FROM evil\n"), Some(image("a")));
}

#[test]
fn hostile_files_end() {
    // They name each other in a circle: the first has no value when it is read.
    let circle = "ARG A=$B\nARG B=$A\nFROM $A";
    assert_eq!(last(circle), Some(Base::Unknown(Unknown::Argument("A".into()))));
    let doubled: Vec<String> = (0..64).map(|at| format!("ARG A{}=$A{at}$A{at}\n", at + 1)).collect();
    let doubling = format!("ARG A0=xxxxxxxxxxxxxxxx\n{}FROM $A64", doubled.concat());
    assert_eq!(last(&doubling), Some(Base::Unknown(Unknown::Argument("A64".into()))));
    let long = format!("ARG A={}\nFROM $A$A", "x".repeat(1_000));
    assert_eq!(last(&long), Some(Base::Unknown(Unknown::TooLong)));
    let chain: Vec<String> = (0..9_999).map(|at| format!("FROM s{at} AS s{}\n", at + 1)).collect();
    assert_eq!(last(&chain.concat()), Some(image("s0")));
    let many = stages(&"FROM a\n".repeat(10_001));
    assert!(many.is_cut && many.image().is_none(), "what was not read to its end has no last stage");
}
