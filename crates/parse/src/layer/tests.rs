use std::fmt::Write as _;
use std::io::Write as _;

use sekimori_model::{ImageLimits, Member, MemberKind, NotAnalysed, Problem};

use super::{walk, walk_all};

/// A member as a header of ustar, its content and padding.
fn member(name: &str, kind: u8, link: &str, content: &[u8]) -> Vec<u8> {
    let mut block = vec![0; 512];
    let mut put = |at: usize, bytes: &[u8]| block[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, name.as_bytes());
    put(100, b"0004755");
    put(108, b"0001750");
    put(116, b"0000144");
    put(124, format!("{:011o}", content.len()).as_bytes());
    put(148, b"        ");
    put(156, &[kind]);
    put(157, link.as_bytes());
    put(257, b"ustar\x0000");
    let sum: u64 = block.iter().map(|byte| u64::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block.extend_from_slice(content);
    block.resize(block.len().next_multiple_of(512), 0);
    block
}

fn walked(bytes: &[u8], limits: &ImageLimits) -> (Vec<String>, Result<Vec<Problem>, Problem>) {
    let mut lines = Vec::new();
    let mut visit = |member: &mut Member<'_>| {
        let kind = match member.kind {
            MemberKind::File => {
                let mut text = Vec::new();
                let mut part = [0; 7];
                while let Ok(count @ 1..) = member.content.read(&mut part) {
                    text.extend_from_slice(&part[..count]);
                }
                format!(
                    "file {:o} {}:{} {:?}",
                    member.mode,
                    member.user,
                    member.group,
                    String::from_utf8_lossy(&text)
                )
            }
            other => format!("{other:?}"),
        };
        lines.push(format!("{} {kind}", member.path));
    };
    let mut source = bytes;
    let found = walk(&mut source, limits, &mut visit);
    (lines, found)
}

fn reason(found: Result<Vec<Problem>, Problem>) -> NotAnalysed {
    found.expect_err("it is refused").reason
}

fn end() -> Vec<u8> {
    vec![0; 1_024]
}

#[test]
fn members_are_told_apart_and_lead_nowhere() {
    let tar = [
        member("./", b'5', "", b""),
        member("./etc/", b'5', "", b""),
        member("/etc/a", b'0', "", b"text"),
        member("etc/b", b'1', "./etc/a", b""),
        member("etc/c", b'2', "../../out", b""),
        member("etc/.wh.gone", b'0', "", b""),
        member("opt/.wh..wh..opq", b'0', "", b""),
        member(".wh..wh.plnk/1.2", b'0', "", b"aufs"),
        member(".wh..wh.aufs", b'0', "", b"more"),
        member("etc/.wh.full", b'0', "", b"text"),
        member("dev/null", b'3', "", b""),
        member("../etc/passwd", b'0', "", b"out"),
        member("etc/d", b'1', "../../etc/shadow", b""),
        member("etc/.wh...", b'0', "", b""),
        end(),
        member("after", b'0', "", b"the end"),
    ]
    .concat();
    let (lines, found) = walked(&tar, &ImageLimits::default());
    assert_eq!(
        lines,
        [
            "etc Directory",
            "etc/a file 4755 1000:100 \"text\"",
            "etc/b HardLink(\"etc/a\")",
            "etc/c SymbolicLink(\"../../out\")",
            "etc/gone Whiteout",
            "opt Opaque",
            ".wh..wh.plnk/1.2 file 4755 1000:100 \"aufs\"",
            ".wh..wh.aufs Marker",
            "etc/full Whiteout",
            "etc/.wh.full Marker",
            "dev/null Special",
        ]
    );
    let problems = found.expect("it can be read");
    assert_eq!(
        problems.iter().map(|one| (&*one.path, one.reason)).collect::<Vec<_>>(),
        ["etc/passwd", "etc/d", "etc/.wh..."].map(|path| (path, NotAnalysed::LinkLeavesRoot))
    );
}

#[test]
fn a_layer_reads_the_same_however_it_is_packed() {
    let tar = [member("a", b'0', "", &vec![b'x'; 70_000]), member("b", b'0', "", b"y"), end()].concat();
    let plain = walked(&tar, &ImageLimits::default());
    assert_eq!(plain.0.len(), 2);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&tar).expect("in memory");
    let gzip = gzip.finish().expect("in memory");
    assert_eq!(walked(&gzip, &ImageLimits::default()), plain);
    let zstd = ruzstd::encoding::compress_to_vec(tar.as_slice(), ruzstd::encoding::CompressionLevel::Fastest);
    assert_eq!(walked(&zstd, &ImageLimits::default()), plain);
    for empty in [&b""[..], &end()] {
        assert_eq!(walked(empty, &ImageLimits::default()), (vec![], Ok(vec![])));
    }
    // What was visited before the damage stays.
    let (lines, found) = walked(&gzip[..gzip.len() - 20], &ImageLimits::default());
    assert_eq!((lines.len(), reason(found)), (2, NotAnalysed::BrokenArchive));
    let (_, found) = walked(&tar[..tar.len() - 1_024 - 512], &ImageLimits::default());
    assert_eq!(reason(found), NotAnalysed::BrokenArchive);
    assert_eq!(reason(walked(b"no tar", &ImageLimits::default()).1), NotAnalysed::BrokenArchive);
    assert_eq!(reason(walked(b"BZh91AY&SY", &ImageLimits::default()).1), NotAnalysed::BrokenArchive);
    assert_eq!(reason(walked(b"PK\x03\x04", &ImageLimits::default()).1), NotAnalysed::UnknownCompression);
}

#[test]
fn a_frame_may_begin_where_a_buffer_ends() {
    // RFC 8878: a frame with a window of 128 KiB and one raw block.
    let frame = |content: &[u8]| {
        let block = ((content.len() << 3) | 1).to_le_bytes();
        [&[0x28, 0xB5, 0x2F, 0xFD, 0, 0x38], &block[..3], content].concat()
    };
    let first = frame(&member("a", b'0', "", b"x"));
    for cut in 0..8 {
        // Frames to be skipped, so that within the magic of the last one the buffer ends.
        let size = super::BUFFER - first.len() - 8 - cut;
        let skipped = [
            &[0x50, 0x2A, 0x4D, 0x18][..],
            &u32::try_from(size).expect("small").to_le_bytes(),
            &vec![7; size],
        ];
        let last = frame(&[member("b", b'0', "", b"y"), end()].concat());
        let (lines, found) =
            walked(&[first.clone(), skipped.concat(), last].concat(), &ImageLimits::default());
        assert_eq!((lines.len(), found), (2, Ok(vec![])), "{cut}");
    }
}

#[test]
fn limits_hold() {
    let tar = [member("a", b'0', "", b"x"), member("b", b'0', "", b"y"), end()].concat();
    let (lines, found) = walked(&tar, &ImageLimits { members: 1, ..ImageLimits::default() });
    assert_eq!((lines.len(), reason(found)), (1, NotAnalysed::UnpacksTooMuch));
    let few = ImageLimits { layer_bytes: 1_000, ..ImageLimits::default() };
    assert_eq!(reason(walked(&tar, &few).1), NotAnalysed::UnpacksTooMuch);
}

#[test]
fn what_grows_beyond_its_ratio_is_left() {
    let size = 128_usize << 20;
    let mut header = member("bomb", b'0', "", b"");
    header[124..135].copy_from_slice(format!("{size:011o}").as_bytes());
    header[148..156].copy_from_slice(b"        ");
    let sum: u64 = header.iter().map(|byte| u64::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    // RFC 8878: a frame with a window of 128 KiB, a raw block, and blocks that repeat one byte 131,072 times.
    let block = |size: usize, kind: usize| (size << 3 | kind << 1).to_le_bytes()[..3].to_vec();
    let mut bomb = [&[0x28, 0xB5, 0x2F, 0xFD, 0, 0x38][..], &block(512, 0), &header].concat();
    for _ in 0..size / 131_072 {
        bomb.extend(block(131_072, 1));
        bomb.push(0);
    }
    let mut source = bomb.as_slice();
    let found = walk(&mut source, &ImageLimits::default(), &mut |_| {});
    let problem = found.expect_err("it is a bomb");
    assert_eq!(problem.reason, NotAnalysed::UnpacksTooMuch);
    assert!(problem.detail.contains("1032"), "{}", problem.detail);
}

/// Records of pax, each with its length, as a header of their own.
fn records(of: &[(&str, &str)]) -> Vec<u8> {
    let mut text = String::new();
    for (key, value) in of {
        let rest = key.len() + value.len() + 3;
        let length = (1..8).map(|digits| rest + digits).find(|all| all.to_string().len() + rest == *all);
        let _ = writeln!(text, "{} {key}={value}", length.expect("a length"));
    }
    member("pax", b'x', "", text.as_bytes())
}

#[test]
fn what_stands_before_a_member_may_be_long() {
    let pad = "x".repeat(70_000);
    let tar = [
        records(&[("SCHILY.xattr.user.pad", &pad), ("path", "var/lib/a")]),
        member("b", b'0', "", b"text"),
        end(),
    ];
    assert_eq!(walked(&tar.concat(), &ImageLimits::default()).0, ["var/lib/a file 4755 1000:100 \"text\""]);
    let longer = "x".repeat(1 << 20);
    let tar = [records(&[("SCHILY.xattr.user.pad", &longer)]), member("b", b'0', "", b"text"), end()];
    let (lines, found) = walked(&tar.concat(), &ImageLimits::default());
    assert_eq!((lines.len(), reason(found)), (0, NotAnalysed::BrokenArchive));
    for text in ["8 path=a\n", "9 path=ab", "99 path=a\n", "path=a\n", "0 path=a\n", "12 size=abcd\n"] {
        let tar = [member("pax", b'x', "", text.as_bytes()), member("b", b'0', "", b"text"), end()];
        let (lines, found) = walked(&tar.concat(), &ImageLimits::default());
        assert_eq!((lines.len(), reason(found)), (0, NotAnalysed::BrokenArchive), "{text:?}");
    }
}

#[test]
fn holes_of_a_file_are_zeros() {
    let wanted = "a file 4755 1000:100 \"\\0\\0abc\\0\\0d\\0\"";
    let map = format!("{:\0<512}", "2\n2\n3\n7\n1\n");
    let real = ("GNU.sparse.realsize", "9");
    let of_1_0 = [
        records(&[("GNU.sparse.major", "1"), ("GNU.sparse.name", "a"), real, ("path", "GNUSparseFile.0/a")]),
        member("x", b'0', "", &[map.as_bytes(), b"abcd"].concat()),
    ];
    let of_0_1 = [
        records(&[("GNU.sparse.size", "9"), ("GNU.sparse.name", "a"), ("GNU.sparse.map", "2,3,7,1")]),
        member("x", b'0', "", b"abcd"),
    ];
    let of_0_0 = [
        records(&[
            ("GNU.sparse.size", "9"),
            ("GNU.sparse.offset", "2"),
            ("GNU.sparse.numbytes", "3"),
            ("GNU.sparse.offset", "7"),
            ("GNU.sparse.numbytes", "1"),
        ]),
        member("a", b'0', "", b"abcd"),
    ];
    for tar in [of_1_0, of_0_1, of_0_0] {
        let after = member("b", b'0', "", b"text");
        let (lines, found) = walked(&[&tar.concat()[..], &after, &end()].concat(), &ImageLimits::default());
        assert_eq!(found.expect("a layer"), []);
        assert_eq!(lines, [wanted, "b file 4755 1000:100 \"text\""]);
    }
    // More zeros than anybody wants to read are left out.
    let far = (1_u64 << 40).to_string();
    let tar = [
        records(&[("GNU.sparse.size", &far), ("GNU.sparse.map", "2,3,1099511627775,1")]),
        member("a", b'0', "", b"abcd"),
        end(),
    ];
    assert_eq!(walked(&tar.concat(), &ImageLimits::default()).0, ["a file 4755 1000:100 \"abcd\""]);
    let lies =
        [records(&[("GNU.sparse.size", "9"), ("GNU.sparse.map", "2,3,4,1")]), member("a", b'0', "", b"abcd")];
    assert_eq!(reason(walked(&lies.concat(), &ImageLimits::default()).1), NotAnalysed::BrokenArchive);
}

#[test]
fn bytes_that_no_member_holds_are_told() {
    let tar = [member("a", b'0', "", b"text"), end()].concat();
    let told = |bytes: &[u8]| {
        let mut source = bytes;
        walk_all(&mut source, &ImageLimits::default(), &mut |_| {}, &mut |_| {}).expect("a layer")
    };
    assert_eq!(told(&tar), []);
    assert_eq!(told(&[&tar[..], &end()].concat()), [], "archives are padded");
    let found = told(&[&tar[..], b"t = 1"].concat());
    assert_eq!(found.iter().map(|problem| problem.reason).collect::<Vec<_>>(), [NotAnalysed::BrokenArchive]);
}
