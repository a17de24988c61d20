//! Bytes in bytes: what is decoded or unpacked is looked at like the file that holds it, down to a depth.

mod windows;

use std::io::{self, BufReader, Read};
use std::ops::Range;
use std::sync::Arc;

use flate2::bufread::DeflateDecoder;
use sekimori_catalog::Form;
use sekimori_model::{Confidence, NotAnalysed};
use sekimori_parse::archive::bounded::{Bounded, Left};
use sekimori_parse::archive::{self, HEAD, Kind, Packing, deb, tar, zip};

use crate::decode::{self, Piece, Places, base64, escapes, hex, runs, utf16};
use crate::hit::{Bounds, Gap, Hit, Step};
use crate::{Engine, Scratch};

/// The most bytes of one member that are held, and of all that are held at once.
const MEMBER: usize = 32 << 20;
const HELD: usize = 64 << 20;

/// How much may be decoded of each byte of a layer that was not decoded itself, and of any such layer: nothing that is
/// encoded once or twice comes near.
const DECODED: u64 = 4;
const DECODED_OF_ANY: u64 = 1 << 20;

/// The most bytes of a member that are unpacked though its archive says that it has fewer.
const LYING: u64 = 4 << 20;

/// The fewest letters of a value in a manifest of a Secret.
const OF_MANIFEST: usize = 8;

/// The rule that takes every value of a Secret for one, which says less than what the value is.
const MANIFEST: &str = "credential/kubernetes-secret-manifest";

/// The most gaps that are told of one file.
const GAPS: usize = 100;

/// A scan of one file, with all that is in it.
pub(crate) struct Layers<'a> {
    engine: &'a Engine,
    scratch: &'a mut Scratch,
    bounds: &'a Bounds,
    /// The steps to the layer that is looked at.
    through: Vec<Step>,
    unpacked: &'a Left,
    members: &'a Left,
    /// What may still be decoded.
    decoded: u64,
    /// Bytes that are held for the layers above.
    held: usize,
    hits: usize,
    /// How many steps lead to the program that is looked at in windows, only the first of which begins like one.
    program_at: Option<usize>,
    pub(crate) gaps: Vec<Gap>,
    /// The bounds of which it was told that they are passed.
    told: Vec<&'static str>,
}

impl<'a> Layers<'a> {
    pub(crate) fn new(
        engine: &'a Engine,
        scratch: &'a mut Scratch,
        bounds: &'a Bounds,
        unpacked: &'a Left,
        members: &'a Left,
    ) -> Self {
        Self {
            engine,
            scratch,
            bounds,
            through: Vec::new(),
            unpacked,
            members,
            decoded: 0,
            held: 0,
            hits: 0,
            program_at: None,
            gaps: Vec::new(),
            told: Vec::new(),
        }
    }

    /// Looks at bytes, and at what is packed or encoded in them.
    pub(crate) fn explore(&mut self, path: &str, bytes: &[u8]) -> Vec<Hit> {
        self.within(bytes, |layers| layers.explore_decoded(path, bytes))
    }

    /// Does something with a layer that was not decoded itself, and so may decode as much as its bytes allow.
    fn within(&mut self, bytes: &[u8], look: impl FnOnce(&mut Self) -> Vec<Hit>) -> Vec<Hit> {
        let before = self.decoded;
        self.decoded = (bytes.len() as u64).saturating_mul(DECODED).saturating_add(DECODED_OF_ANY);
        let hits = look(self);
        self.decoded = before;
        hits
    }

    /// Does the same with bytes that were decoded, within what may be decoded in all.
    fn explore_decoded(&mut self, path: &str, bytes: &[u8]) -> Vec<Hit> {
        match archive::kind(bytes) {
            Some(Kind::Zip) => self.unzip(path, bytes),
            Some(Kind::Tar | Kind::Deb | Kind::Stream(_)) => {
                let mut hits = self.stream(path, &mut &*bytes);
                cover(&mut hits, bytes.len());
                hits
            }
            None => match (utf16::read(bytes), zip::begins_behind(bytes)) {
                (Some(piece), None) => self.look_into(path, &piece, None),
                (_, Some(behind)) => {
                    let mut hits = self.plain(path, bytes.get(..behind).unwrap_or_default());
                    hits.extend(self.unzip(path, bytes));
                    hits
                }
                (None, None) => {
                    self.name_packing(bytes);
                    self.plain(path, bytes)
                }
            },
        }
    }

    /// Names what is packed in a way that is not unpacked here.
    fn name_packing(&mut self, bytes: &[u8]) {
        if let Some(packing) = archive::not_unpacked(bytes) {
            self.gap(NotAnalysed::UnknownCompression, format!("{packing} is not unpacked"));
        }
    }

    /// Looks at bytes as they are, and at what is encoded in them.
    fn plain(&mut self, path: &str, bytes: &[u8]) -> Vec<Hit> {
        self.scratch.is_program = self.program_at == Some(self.through.len()) || decode::is_program(bytes);
        let mut found = self.engine.layer(self.scratch, path, bytes, self.bounds);
        let left = self.bounds.hits.saturating_sub(self.hits);
        if found.hits.len() > left {
            found.hits.truncate(left);
            let detail = format!("more than {} secrets in one file", self.bounds.hits);
            self.tell(NotAnalysed::TooManyFindings, "hits", detail);
        }
        self.hits += found.hits.len();
        for hit in &mut found.hits {
            hit.through.clone_from(&self.through);
        }
        for gap in found.gaps {
            self.gap(gap.reason, gap.detail);
        }
        let mut hits = found.hits;
        self.decode(path, bytes, &mut hits);
        hits.sort_by_key(|hit| hit.span.start);
        hits
    }

    /// Decodes what is encoded in bytes, in which `hits` were found.
    fn decode(&mut self, path: &str, bytes: &[u8], hits: &mut Vec<Hit>) {
        let is_manifest = decode::is_secret_manifest(bytes) && !decode::is_binary(bytes);
        let least = if is_manifest { OF_MANIFEST } else { decode::LEAST };
        let (mut from, mut joined) = (0, 0);
        // Where a Secret says what its letters are: in order, and none meets another.
        let mut said: Vec<Range<usize>> = Vec::new();
        let strong: Vec<Range<usize>> =
            hits.iter().filter(|hit| sureness(hit) == Sureness::Shape).map(|hit| hit.span.clone()).collect();
        while let Some(run) = runs::next(bytes, from, least) {
            from = run.end;
            let name = || decode::name_before(bytes, run.start);
            let is_short = run.len() < decode::LEAST;
            if overlaps(&strong, &run)
                || is_short && (run.len() + run.len() % 4 < OF_MANIFEST || name().is_none())
            {
                continue;
            }
            if run.start >= joined
                && let Some(piece) = hex::read_lines(bytes, &run)
            {
                joined = piece.span.end;
                let inner = self.look_into(path, &piece, None);
                if !inner.is_empty() {
                    from = joined;
                    hits.retain(|hit| !meet(&hit.span, &piece.span));
                    hits.extend(inner);
                    continue;
                }
                // Each line may be a text of its own.
            }
            let piece = if let Some(piece) = hex::read(bytes, &run) {
                Some(piece)
            } else {
                let (piece, end) = base64::read(bytes, &run);
                from = end.max(run.end);
                piece
            };
            let Some(piece) = piece else { continue };
            let name = decode::name_before(bytes, piece.span.start).and_then(|name| bytes.get(name));
            let inner = self.look_into(path, &piece, name);
            let meets = |hit: &Hit| meet(&hit.span, &piece.span);
            match inner.iter().map(sureness).max() {
                Some(sure) if hits.iter().any(|hit| meets(hit) && sureness(hit) > sure) => {}
                Some(_) => {
                    hits.retain(|hit| !meets(hit));
                    hits.extend(inner);
                }
                None if is_manifest && piece.step == "base64" => said.push(piece.span),
                None => {}
            }
        }
        // What is written in a Secret is what its encoding says, whatever the letters look like.
        hits.retain(|hit| !(sureness(hit) == Sureness::Name && overlaps(&said, &hit.span)));
        let mut from = 0;
        while let Some(piece) = escapes::next(bytes, from) {
            from = piece.span.end.max(from + 1);
            for hit in self.look_into(path, &piece, None) {
                let known = hits
                    .iter()
                    .any(|known| meet(&known.span, &hit.span) && sureness(known) >= sureness(&hit));
                if !known {
                    hits.retain(|known| !meet(&known.span, &hit.span));
                    hits.push(hit);
                }
            }
        }
    }

    /// Looks at what was decoded; the places of what is found are those in the bytes that it was decoded from.
    fn look_into(&mut self, path: &str, piece: &Piece, name: Option<&[u8]>) -> Vec<Hit> {
        if !self.may_go_deeper() {
            return Vec::new();
        }
        let length = piece.bytes.len() as u64;
        if length > self.decoded {
            self.tell(NotAnalysed::UnpacksTooMuch, "decoded", "it decodes to more than the limit".to_owned());
            return Vec::new();
        }
        self.decoded -= length;
        if matches!(piece.places, Places::Whole) && piece.bytes.len() >= decode::MOST / 4 * 3 {
            let detail = format!("only the first {} bytes of an encoded part were decoded", decode::MOST);
            self.tell(NotAnalysed::UnpacksTooMuch, "piece", detail);
        }
        self.through.push(Step::Decoded(piece.step));
        self.held += piece.bytes.len();
        let mut hits = if was_packed_before(piece) {
            self.plain(path, &piece.bytes)
        } else if let Some(named) = name.and_then(|name| under(name, &piece.bytes)) {
            self.explore_decoded(path, &named)
        } else {
            // The key of a file in a Secret or a ConfigMap tells what it is.
            let file = name.filter(|name| name.contains(&b'.')).map(String::from_utf8_lossy);
            self.explore_decoded(file.as_deref().unwrap_or(path), &piece.bytes)
        };
        self.held -= piece.bytes.len();
        self.through.pop();
        let spans = hits.iter_mut().map(|hit| &mut hit.span);
        piece.places.translate(&piece.bytes, &piece.span, spans);
        hits
    }

    /// Looks at a stream, which may be packed; places are not told.
    fn stream(&mut self, path: &str, source: &mut dyn Read) -> Vec<Hit> {
        let (head, error) = archive::read_up_to(source, HEAD);
        if let Some(error) = error {
            self.broken(&error);
        }
        let kind = archive::kind(&head);
        let mut source = head.as_slice().chain(source);
        match kind {
            Some(Kind::Stream(packing)) => self.inflate(path, packing, &mut source),
            Some(Kind::Tar) => self.untar(path, &mut source),
            Some(Kind::Deb) => self.undeb(path, &mut source),
            Some(Kind::Zip) | None => self.held(path, &mut source),
        }
    }

    /// Looks at what is held in memory, or in windows where that is too much; only an archive must be held whole.
    fn held(&mut self, path: &str, source: &mut dyn Read) -> Vec<Hit> {
        let most = MEMBER.min(HELD.saturating_sub(self.held));
        let (bytes, error) = archive::read_up_to(source, most);
        let is_all = bytes.len() < most;
        if let Some(error) = error {
            self.broken(&error);
        } else if !is_all && archive::kind(&bytes).is_none() {
            let mut hits = Vec::new();
            self.held += bytes.len();
            self.windows(path, &mut bytes.as_slice().chain(source), &mut |part| hits.extend(part.hits));
            self.held -= bytes.len();
            return hits;
        } else if !is_all && archive::skip(source, 1).unwrap_or(true) {
            self.gap(NotAnalysed::UnpacksTooMuch, format!("only its first {most} bytes were looked at"));
        }
        self.held += bytes.len();
        let hits = self.explore(path, &bytes);
        self.held -= bytes.len();
        hits
    }

    fn inflate(&mut self, path: &str, packing: Packing, source: &mut dyn Read) -> Vec<Hit> {
        if !self.may_go_deeper() {
            return Vec::new();
        }
        self.through.push(Step::Inflated(packing.as_str()));
        let left = self.unpacked;
        let hits = if let Some(inflated) = packing.inflate(BufReader::with_capacity(16 << 10, source)) {
            self.stream(path, &mut Bounded { left, source: inflated })
        } else {
            self.gap(NotAnalysed::UnknownCompression, format!("{} is not unpacked", packing.as_str()));
            Vec::new()
        };
        self.through.pop();
        hits
    }

    fn untar(&mut self, path: &str, source: &mut dyn Read) -> Vec<Hit> {
        if !self.may_go_deeper() {
            return Vec::new();
        }
        let mut hits = Vec::new();
        let mut tar = tar::Tar::new(source);
        loop {
            match tar.next() {
                Ok(Some(member)) => {
                    if !self.may_take_member() {
                        break;
                    }
                    hits.extend(self.member(path, &member.name, &mut (&mut tar).take(member.size)));
                }
                Ok(None) => break,
                Err(error) => {
                    self.broken(&error);
                    break;
                }
            }
        }
        hits
    }

    fn undeb(&mut self, path: &str, source: &mut dyn Read) -> Vec<Hit> {
        if !self.may_go_deeper() {
            return Vec::new();
        }
        let mut hits = Vec::new();
        let mut deb = deb::Deb::new(source);
        loop {
            match deb.next() {
                Ok(Some(member)) => {
                    if !self.may_take_member() {
                        break;
                    }
                    hits.extend(self.member(path, &member.name, &mut (&mut deb).take(member.size)));
                }
                Ok(None) => break,
                Err(error) => {
                    self.broken(&error);
                    break;
                }
            }
        }
        hits
    }

    fn unzip(&mut self, path: &str, bytes: &[u8]) -> Vec<Hit> {
        if !self.may_go_deeper() {
            return Vec::new();
        }
        let mut hits = Vec::new();
        let mut zip = zip::Zip::new(bytes);
        if !zip.has_directory() {
            self.gap(NotAnalysed::BrokenArchive, "the archive has no directory at its end".to_owned());
        }
        let (mut encrypted, mut unknown) = (Vec::new(), Vec::new());
        let left = self.unpacked;
        let mut members = Vec::new();
        while let Some(member) = zip.next() {
            if !self.may_take_member() {
                break;
            }
            match member.method {
                zip::Method::Encrypted => encrypted.push(member.name),
                zip::Method::Other(_) => unknown.push(member.name),
                _ => members.push(member),
            }
        }
        // The small ones first, so that one which unpacks to all that may be unpacked hides none of them.
        members.sort_by_key(|member| member.size.unwrap_or(u64::MAX));
        for member in members {
            let (name, packed) = (member.name, member.packed);
            let size = member.size.unwrap_or_default();
            if left.is_spent() || size > left.get() {
                self.through.push(Step::Member(Arc::from(archive::name::shown(name))));
                let detail =
                    format!("with it, more than {} bytes would come out", self.bounds.unpacked_bytes);
                self.gap(NotAnalysed::UnpacksTooMuch, detail);
                self.through.pop();
                continue;
            }
            // What is said of a size is not believed, but one that lies takes little from those behind it.
            let most = member.size.map_or(left.get(), |size| size.max(LYING).saturating_add(1));
            let own = Left::new(most);
            let mut source: Box<dyn Read + '_> = match member.method {
                zip::Method::Deflate => Box::new(DeflateDecoder::new(packed)),
                zip::Method::Packed(packing) => match packing.inflate(packed) {
                    Some(source) => source,
                    None => continue,
                },
                _ => Box::new(packed),
            };
            let source = Bounded { left, source: &mut source };
            hits.extend(self.member(path, name, &mut Bounded { left: &own, source }));
        }
        if zip.overlaps() {
            self.gap(NotAnalysed::BrokenArchive, "members of the archive stand in one another".to_owned());
        }
        for (names, reason, what) in [
            (encrypted, NotAnalysed::Encrypted, "is encrypted"),
            (unknown, NotAnalysed::UnknownCompression, "is packed in a way that is not known"),
        ] {
            if let Some(first) = names.first() {
                let more = match names.len() {
                    1 => String::new(),
                    count => format!(", and so are {} more", count - 1),
                };
                self.gap(reason, format!("{} {what}{more}", archive::name::shown(first)));
            }
        }
        cover(&mut hits, bytes.len());
        hits
    }

    /// Looks at a member of an archive.
    fn member(&mut self, path: &str, name: &[u8], source: &mut dyn Read) -> Vec<Hit> {
        let shown = archive::name::shown(name);
        let path = format!("{path}!{shown}");
        self.through.push(Step::Member(Arc::from(shown)));
        let hits = self.stream(&path, source);
        self.through.pop();
        hits
    }

    fn may_take_member(&mut self) -> bool {
        let may = self.members.take(1);
        if !may {
            let detail = format!("more than {} members in one file", self.bounds.members);
            self.tell(NotAnalysed::UnpacksTooMuch, "members", detail);
        }
        may
    }

    fn may_go_deeper(&mut self) -> bool {
        let may = self.through.len() < self.bounds.depth as usize;
        if !may {
            let detail = format!("more than {} steps of unpacking and decoding", self.bounds.depth);
            self.tell(NotAnalysed::UnpacksTooMuch, "depth", detail);
        }
        may
    }

    /// Tells why reading ended: at the limit, or because the archive is broken.
    fn broken(&mut self, error: &io::Error) {
        if self.unpacked.is_spent() {
            let detail = format!("more than {} bytes came out of one file", self.bounds.unpacked_bytes);
            self.tell(NotAnalysed::UnpacksTooMuch, "unpacked", detail);
        } else if error.kind() == io::ErrorKind::FileTooLarge {
            let detail = "more comes out of it than its archive says".to_owned();
            self.gap(NotAnalysed::UnpacksTooMuch, detail);
        } else if error.kind() == io::ErrorKind::Unsupported {
            self.gap(NotAnalysed::UnknownCompression, format!("it cannot be unpacked: {error}"));
        } else {
            self.gap(NotAnalysed::BrokenArchive, format!("it cannot be unpacked to its end: {error}"));
        }
    }

    /// Tells of a bound that is passed, once for each.
    fn tell(&mut self, reason: NotAnalysed, bound: &'static str, detail: String) {
        if !self.told.contains(&bound) {
            self.told.push(bound);
            self.gap(reason, detail);
        }
    }

    fn gap(&mut self, reason: NotAnalysed, detail: String) {
        // Whoever reads on after an error meets it again.
        let is_same = |gap: &Gap| gap.reason == reason && gap.through == self.through && gap.detail == detail;
        if self.gaps.iter().any(is_same) {
            return;
        }
        match self.gaps.len() {
            0..GAPS => self.gaps.push(Gap { through: self.through.clone(), reason, detail }),
            GAPS => {
                let detail = format!("more than {GAPS} parts were not looked at");
                self.gaps.push(Gap { through: Vec::new(), reason, detail });
            }
            _ => {}
        }
    }
}

/// A line that assigns what was decoded to the name that it was assigned to; none where it has several lines.
fn under(name: &[u8], decoded: &[u8]) -> Option<Vec<u8>> {
    let value = decoded.trim_ascii_end();
    if value.is_empty()
        || value.iter().any(|byte| matches!(byte, b'\n' | b'\r' | 0))
        || value.len() > crate::LONGEST
    {
        return None;
    }
    let quote = [b'"', b'\'', b'`'].into_iter().find(|quote| !value.contains(quote))?;
    Some([name, b": ", &[quote], value, &[quote, b'\n']].concat())
}

/// What says that a hit is a secret; the last is the surest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sureness {
    /// The name that it has.
    Name,
    /// The object that it stands in, whatever it is.
    Holder,
    /// What it looks like, or who its name says that it is of.
    Shape,
}

fn sureness(hit: &Hit) -> Sureness {
    let form = hit.rule.credential().map(|credential| credential.form);
    if hit.rule.id == MANIFEST {
        Sureness::Holder
    } else if matches!(form, Some(Form::Structure { keywords: [] })) || hit.rule.confidence == Confidence::Low
    {
        Sureness::Name
    } else {
        Sureness::Shape
    }
}

fn meet(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Tells whether a stretch meets one of those that are sorted and meet none of each other.
fn overlaps(sorted: &[Range<usize>], stretch: &Range<usize>) -> bool {
    let next = sorted.partition_point(|one| one.end <= stretch.start);
    sorted.get(next).is_some_and(|one| one.start < stretch.end)
}

/// What is packed is pointed at as a whole.
fn cover(hits: &mut [Hit], length: usize) {
    for hit in hits {
        hit.span = 0..length;
    }
}

/// The longest beginning by which packed bytes are known, but for that of tar.
const MARK: usize = 8;

/// Tells whether a piece begins like something packed because it did before escapes in it were decoded. Compressed bytes look
/// like escapes by chance, and one that was decoded is damage.
fn was_packed_before(piece: &Piece) -> bool {
    let Places::Steps(steps) = &piece.places else { return false };
    steps.first().is_some_and(|(before, _)| *before >= MARK)
        && matches!(archive::kind(&piece.bytes), Some(Kind::Zip | Kind::Stream(_)))
}
