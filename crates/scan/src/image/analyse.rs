//! One layer: read once, as a stream.

use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use sekimori_catalog::{is_in_program_folder, is_telling};
use sekimori_model::{Image, ImageLimits, Member, MemberKind, NotAnalysed, Problem, Span};
use sekimori_parse::archive::read_more;
use sekimori_parse::packages::{self, Found, Input, Reader, Sort, is_program, program_readers, readers_of};
use sekimori_secrets::{Bounds, Engine, Scratch};

use super::accounts;
use super::caps::{Caps, Room};
use super::executables::{self, Hashed};
use super::layer::{Kept, KeptKind, Layer, LayerHit, Told, digest};
use super::names::{Names, Of};
use super::symbolic_links;
use crate::lines::Lines;
use crate::streamed::{Place, UNPACKED};

/// How many bytes tell what a file is.
const HEAD: usize = 512;

/// Reads layers, whichever image they are of.
pub(super) struct Analyser<'a> {
    limits: ImageLimits,
    caps: Caps,
    search: Option<(&'a Engine, Bounds)>,
    /// The most bytes of a file that is held while it is searched for secrets; a larger one is searched as a stream.
    search_bytes: u64,
    /// Whether files that can be executed are asked for.
    pub(super) executables: bool,
}

impl<'a> Analyser<'a> {
    pub(super) fn new(
        limits: ImageLimits,
        caps: Caps,
        search: Option<(&'a Engine, Bounds)>,
        search_bytes: u64,
    ) -> Self {
        Self { limits, caps, search, search_bytes, executables: false }
    }

    pub(super) fn limits(&self) -> &ImageLimits {
        &self.limits
    }

    pub(super) fn analyse(&self, image: &dyn Image, index: usize) -> Layer {
        let mut layer = Layer::default();
        let mut desk = Desk::new(&self.caps);
        let walked =
            image.walk_layer(index, &self.limits, &mut |member| self.take(member, &mut layer, &mut desk));
        layer.is_whole = walked.is_ok();
        desk.room.close(&self.caps, &mut layer);
        match walked {
            Ok(problems) => layer.problems.extend(problems),
            Err(problem) => layer.problems.push(problem),
        }
        for digests in [&mut layer.files, &mut layer.folders, &mut layer.whiteouts, &mut layer.opaque] {
            digests.sort_unstable();
            digests.dedup();
        }
        layer
    }

    /// Looks for secrets in some files of a layer, of which all else is known.
    ///
    /// # Errors
    /// A [`Problem`] where the layer cannot be read to its end.
    pub(super) fn search_again(
        &self,
        image: &dyn Image,
        index: usize,
        files: &[Arc<str>],
        layer: &mut Layer,
    ) -> Result<(), Problem> {
        let mut desk = Desk::new(&self.caps);
        let searched = layer.searched;
        image.walk_layer(index, &self.limits, &mut |member| {
            let is_one = files.binary_search_by(|file| (**file).cmp(member.path)).is_ok();
            let has_content = matches!(member.kind, MemberKind::File | MemberKind::Marker);
            if !is_one || !has_content || member.size == 0 {
                return;
            }
            desk.bytes.clear();
            let path = member.path;
            if member.size > self.search_bytes {
                let filled = desk.fill(member.content, HEAD as u64);
                let head = std::mem::take(&mut desk.bytes);
                if filled.is_ok() {
                    let mut content = head.as_slice().chain(&mut *member.content);
                    self.search_stream(path, is_program(&head), &mut content, layer, &mut desk);
                }
            } else if desk.fill(member.content, self.search_bytes).is_ok() {
                self.search(path, layer, &mut desk);
            }
            desk.give_back();
        })?;
        desk.room.close(&self.caps, layer);
        layer.searched = searched;
        Ok(())
    }

    fn take(&self, member: &mut Member<'_>, layer: &mut Layer, desk: &mut Desk) {
        let path = member.path;
        self.search_names(member, layer, desk);
        let kind = match member.kind {
            MemberKind::Marker => return self.read(member, layer, desk),
            MemberKind::Whiteout => return layer.whiteouts.push(digest(path)),
            MemberKind::Opaque => return layer.opaque.push(digest(path)),
            MemberKind::Directory => KeptKind::Directory,
            MemberKind::Special => KeptKind::Special,
            MemberKind::SymbolicLink(to) => KeptKind::Link(to.into()),
            MemberKind::File | MemberKind::HardLink(_) => KeptKind::File,
        };
        let digests = if kind == KeptKind::Directory { &mut layer.folders } else { &mut layer.files };
        digests.push(digest(path));
        if is_kept(path, &kind, member.mode) {
            let (mode, user, group, size) = (member.mode, member.user, member.group, member.size);
            desk.room.keep(Kept { path: path.into(), kind, mode, user, group, size }, layer);
        }
        match member.kind {
            MemberKind::SymbolicLink(to) => {
                if let Some(database) = symbolic_links::hidden(path, to) {
                    let detail = format!("a symbolic link to {to}, where no reader looks for {database}");
                    desk.room.name(problem(path, NotAnalysed::Unreadable, detail), layer);
                }
            }
            MemberKind::File
                if member.size > 0 || self.executables && executables::is_one(member.mode, b"") =>
            {
                self.read(member, layer, desk);
            }
            MemberKind::HardLink(to) => {
                desk.room.link(path, to, layer);
                // Under its other name the same content is read, unless only this name tells what it is.
                let is_told =
                    |path: &str| accounts::is_one(path) || readers_of(path, Sort::Installed).next().is_some();
                if is_told(path) && !is_told(to) {
                    let detail = format!("a hard link to {to}, which is not followed");
                    desk.room.name(problem(path, NotAnalysed::Unreadable, detail), layer);
                }
            }
            _ => {}
        }
    }

    /// Looks for secrets in what a member is called, and in where it leads.
    fn search_names(&self, member: &Member<'_>, layer: &mut Layer, desk: &mut Desk) {
        let Some((engine, bounds)) = &self.search else { return };
        let path: Arc<str> = member.path.into();
        let Desk { scratch, room, names, .. } = desk;
        let mut tell = |of: Of, text: &str| {
            let search = |text: &str| engine.scan_with(scratch, "", text.as_bytes(), bounds).hits;
            let found = catch_unwind(AssertUnwindSafe(|| names.search(of, text, search)));
            let Ok(hits) = found else {
                *scratch = Scratch::default();
                return room.name(broken(&path), layer);
            };
            for hit in hits {
                layer.has_telling_names = true;
                let path = Arc::clone(&path);
                room.hit(LayerHit { path, span: Span::FILE_START, hit, in_program: false }, layer);
            }
        };
        tell(Of::Member, member.path);
        if let MemberKind::SymbolicLink(to) | MemberKind::HardLink(to) = member.kind {
            tell(Of::Target, to);
        }
    }

    /// Reads the content of a file, whole where something asks for it and it is not too large.
    fn read(&self, member: &mut Member<'_>, layer: &mut Layer, desk: &mut Desk) {
        let path = member.path;
        layer.bytes = layer.bytes.saturating_add(member.size);
        desk.bytes.clear();
        let mut content = Hashed::new(&mut *member.content);
        // Of what no runtime shows only secrets are asked for.
        let is_shown = member.kind == MemberKind::File;
        let readers = if is_shown { Some(readers_of(path, Sort::Installed)) } else { None };
        let mut readers: Vec<&'static Reader> = readers.into_iter().flatten().collect();
        let mut is_asked_for = !readers.is_empty() || accounts::is_one(path);
        if let Err(detail) = desk.fill(&mut content, HEAD as u64) {
            desk.room.name(problem(path, NotAnalysed::Unreadable, detail), layer);
            return;
        }
        if self.executables && is_shown && executables::is_one(member.mode, &desk.bytes) {
            content.begin(&desk.bytes);
        }
        if is_shown && !is_asked_for && is_program(&desk.bytes) {
            readers.extend(program_readers());
            is_asked_for = !readers.is_empty();
        }
        let searched = if self.search.is_some() { self.search_bytes } else { 0 };
        let most = if is_asked_for { self.limits.file_bytes } else { searched };
        if member.size > most {
            if is_asked_for {
                let detail = format!("{} bytes; the limit is {most}", member.size);
                desk.room.name(problem(path, NotAnalysed::TooLarge, detail), layer);
            }
            let head = std::mem::take(&mut desk.bytes);
            self.search_stream(
                path,
                is_program(&head),
                &mut head.as_slice().chain(&mut content),
                layer,
                desk,
            );
            desk.bytes = head;
        } else if member.size > 0 {
            if let Err(detail) = desk.fill(&mut content, most) {
                desk.room.name(problem(path, NotAnalysed::Unreadable, detail), layer);
            }
            self.look(path, &readers, layer, desk);
        }
        match content.finish(path) {
            Some(Ok(ran)) => desk.room.executable(ran, layer),
            Some(Err(error)) => {
                desk.room.name(problem(path, NotAnalysed::Unreadable, error.to_string()), layer);
            }
            None => {}
        }
        desk.give_back();
    }

    /// Looks at the content of a file.
    fn look(&self, path: &str, readers: &[&'static Reader], layer: &mut Layer, desk: &mut Desk) {
        if !readers.is_empty() {
            let (bytes, bounds) = (desk.bytes.as_slice(), desk.room.bounds());
            let read = || {
                let mut found = Found::default();
                let input = Input { path, bytes, beside: &|_| None };
                for reader in readers {
                    packages::read(reader, &input, &bounds, &mut found);
                }
                found
            };
            // A defect in one reader must not cost the user what all others found.
            match catch_unwind(AssertUnwindSafe(read)) {
                Ok(mut found) => {
                    for problem in std::mem::take(&mut found.problems) {
                        desk.room.name(problem, layer);
                    }
                    if found != Found::default() {
                        desk.room.tell(Told::new(path.into(), found), layer);
                    }
                }
                Err(_) => desk.room.name(broken(path), layer),
            }
        }
        if accounts::is_one(path) {
            // A layer may have a path twice; the later one is what is unpacked.
            layer.accounts.retain(|(of, _)| **of != *path);
            layer.accounts.push((path.into(), accounts::parse(path, &desk.bytes)));
        }
        if desk.bytes.len() as u64 > self.search_bytes {
            let bytes = std::mem::take(&mut desk.bytes);
            self.search_stream(path, is_program(&bytes), &mut bytes.as_slice(), layer, desk);
            desk.bytes = bytes;
        } else {
            self.search(path, layer, desk);
        }
    }

    /// Looks for secrets in a file that is held.
    fn search(&self, path: &str, layer: &mut Layer, desk: &mut Desk) {
        let Some((engine, bounds)) = &self.search else { return };
        let Desk { bytes, scratch, room, .. } = desk;
        layer.searched = layer.searched.saturating_add(1);
        let found = catch_unwind(AssertUnwindSafe(|| engine.scan_with(scratch, path, bytes, bounds)));
        let Ok(found) = found else {
            *scratch = Scratch::default();
            return room.name(broken(path), layer);
        };
        let (path, in_program): (Arc<str>, _) = (path.into(), is_program(bytes));
        let mut lines = Lines::of(bytes);
        for hit in found.hits {
            let (path, span) = (Arc::clone(&path), lines.span(&hit.span));
            room.hit(LayerHit { path, span, hit, in_program }, layer);
        }
        found.gaps.into_iter().for_each(|gap| room.gap(&path, gap, layer));
    }

    /// Looks for secrets in a file that is too large to be held.
    fn search_stream(
        &self,
        path: &str,
        in_program: bool,
        content: &mut dyn Read,
        layer: &mut Layer,
        desk: &mut Desk,
    ) {
        let Some((engine, bounds)) = &self.search else { return };
        let bounds = Bounds { unpacked_bytes: UNPACKED, ..bounds.clone() };
        layer.searched = layer.searched.saturating_add(1);
        let shared: Arc<str> = path.into();
        let mut place = Place::default();
        let gaps = catch_unwind(AssertUnwindSafe(|| {
            engine.scan_stream(path, content, &bounds, &mut |part| {
                for hit in &part.hits {
                    place.pass(&part, hit.span.start);
                    let mut end = place;
                    end.pass(&part, hit.span.end);
                    let (path, span) = (Arc::clone(&shared), place.until(&end));
                    desk.room.hit(LayerHit { path, span, hit: hit.clone(), in_program }, layer);
                }
                place.pass(&part, part.until);
            })
        }));
        match gaps {
            Ok(gaps) => gaps.into_iter().for_each(|gap| desk.room.gap(&shared, gap, layer)),
            Err(_) => desk.room.name(broken(path), layer),
        }
    }
}

fn problem(path: &str, reason: NotAnalysed, detail: String) -> Problem {
    Problem { path: path.into(), reason, detail }
}

fn broken(path: &str) -> Problem {
    problem(path, NotAnalysed::Internal, "a reader failed on it".to_owned())
}

/// Tells whether rules ask for a file.
fn is_kept(path: &str, kind: &KeptKind, mode: u32) -> bool {
    let is_privileged = *kind == KeptKind::File && mode & 0o6000 != 0;
    let is_open = mode & 0o002 != 0 && !matches!(kind, KeptKind::Link(_));
    is_privileged || is_open || *kind == KeptKind::Special || is_in_program_folder(path) || is_telling(path)
}

/// What is used again for every file of a layer.
struct Desk {
    bytes: Vec<u8>,
    scratch: Scratch,
    room: Room,
    names: Names,
}

/// More than this is not kept for the next file.
const KEPT_BYTES: usize = 8 << 20;

impl Desk {
    fn new(caps: &Caps) -> Self {
        let room = Room::new(caps);
        Self { bytes: Vec::new(), scratch: Scratch::default(), room, names: Names::default() }
    }

    /// Reads on until there are `most` bytes or no more.
    fn fill(&mut self, content: &mut dyn Read, most: u64) -> Result<(), String> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let error: Option<io::Error> = read_more(content, most, &mut self.bytes);
        error.map_or(Ok(()), |error| Err(error.to_string()))
    }

    fn give_back(&mut self) {
        self.bytes.clear();
        if self.bytes.capacity() > KEPT_BYTES {
            self.bytes = Vec::new();
        }
    }
}
