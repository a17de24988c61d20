//! A server laid out as OSV's public bucket is, with entity tags and ranges, whose connections can be cut.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use flate2::Crc;

/// A record of OSV that says that all versions of `example-parser` have a fault: its id, and it as JSON.
pub(crate) fn record(id: &str, modified: &str) -> (String, String) {
    let json = format!(
        r#"{{"id":"{id}","modified":"{modified}","affected":[{{"package":{{"ecosystem":"npm","name":"example-parser"}},"ranges":[{{"type":"SEMVER","events":[{{"introduced":"0"}}]}}]}}]}}"#
    );
    (id.to_owned(), json)
}

#[derive(Default)]
struct State {
    files: BTreeMap<String, Vec<u8>>,
    seen: Vec<String>,
    ranges: Vec<usize>,
    /// Bytes of a body after which the connection ends.
    cut: Option<usize>,
    /// Whether nothing comes at all once it was cut.
    is_once: bool,
}

pub(crate) struct Bucket {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Bucket {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state: Arc<Mutex<State>> = Arc::default();
        let of = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&of);
                thread::spawn(move || serve(&stream, &state));
            }
        });
        Self { address, state }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn put_bytes(&self, path: &str, bytes: &[u8]) {
        self.with(|state| state.files.insert(path.to_owned(), bytes.to_vec()));
    }

    /// Puts the records of an ecosystem where OSV has them.
    pub(crate) fn put(&self, ecosystem: &str, records: &[(String, String)]) {
        let folder = format!("/{}", ecosystem.replace(' ', "%20"));
        let files: Vec<_> =
            records.iter().map(|(id, json)| (format!("{id}.json"), json.as_bytes())).collect();
        self.put_bytes(&format!("{folder}/all.zip"), &zip(&files));
        let modified = |json: &str| json.split("\"modified\":\"").nth(1).map(|rest| rest[..20].to_owned());
        let mut dates: Vec<(String, &str)> =
            records.iter().map(|(id, json)| (modified(json).expect("it has one"), id.as_str())).collect();
        dates.sort();
        let lines: Vec<String> = dates.iter().rev().map(|(when, id)| format!("{when},{id}\n")).collect();
        let lines = lines.concat();
        self.put_bytes(&format!("{folder}/modified_id.csv"), lines.as_bytes());
        for (id, json) in records {
            self.put_bytes(&format!("{folder}/{id}.json"), json.as_bytes());
        }
        let mut list = self.with(|state| state.files.get("/ecosystems.txt").cloned().unwrap_or_default());
        if !String::from_utf8_lossy(&list).lines().any(|line| line == ecosystem) {
            list.extend(format!("{ecosystem}\n").bytes());
        }
        self.put_bytes("/ecosystems.txt", &list);
    }

    /// Changes one bit of a file.
    pub(crate) fn flip(&self, path: &str, at: usize) {
        self.with(|state| state.files.get_mut(path).expect("it is there")[at] ^= 1);
    }

    /// Changes a bit so many bytes before the end of a file.
    pub(crate) fn flip_from_end(&self, path: &str, before: usize) {
        let length = self.with(|state| state.files[path].len());
        self.with(|state| state.files.get_mut(path).expect("it is there")[length - before] ^= 2);
    }

    /// Cuts each body after so many bytes.
    pub(crate) fn cut_after(&self, bytes: usize) {
        self.with(|state| state.cut = Some(bytes));
    }

    /// Cuts the first long body after so many bytes, and sends nothing of it from then on.
    pub(crate) fn cut_once(&self, bytes: usize) {
        self.with(|state| (state.cut, state.is_once) = (Some(bytes), true));
    }

    /// Cuts nothing any more.
    pub(crate) fn heal(&self) {
        self.with(|state| {
            (state.cut, state.is_once) = (None, false);
            state.ranges.clear();
        });
    }

    pub(crate) fn forget(&self) {
        self.with(|state| state.seen.clear());
    }

    /// The paths that were asked for.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.with(|state| state.seen.clone())
    }

    /// Where parts that were asked for begin.
    pub(crate) fn ranges(&self) -> Vec<usize> {
        self.with(|state| state.ranges.clone())
    }
}

fn serve(stream: &TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    while let Some(head) = head(&mut reader) {
        let mut lines = head.lines();
        let path = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default().to_owned();
        let field = |name: &str| {
            let mut lines = head.lines().filter_map(|line| line.split_once(": "));
            lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
        };
        let from =
            field("range").and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
        let (answer, body, cut) = {
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            state.seen.push(path.clone());
            if let Some(from) = from {
                state.ranges.push(from);
            }
            answer(&state, &path, from, field("if-none-match").as_deref())
        };
        let mut stream = stream;
        if stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
        let sent = cut.map_or(body.len(), |cut| cut.min(body.len()));
        if stream.write_all(&body[..sent]).is_err() || sent < body.len() {
            return;
        }
    }
}

/// The head of the next request, a byte at a time: requests are short.
fn head(reader: &mut BufReader<TcpStream>) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if reader.fill_buf().ok()?.is_empty() || head.len() > 1 << 16 {
            return None;
        }
        reader.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    String::from_utf8(head).ok()
}

fn answer(
    state: &State,
    path: &str,
    from: Option<usize>,
    known: Option<&str>,
) -> (String, Vec<u8>, Option<usize>) {
    let Some(bytes) = state.files.get(path) else {
        return ("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned(), Vec::new(), None);
    };
    let mut sum = Crc::new();
    sum.update(bytes);
    let tag = format!("\"{:08x}\"", sum.sum());
    if known == Some(&tag) {
        return (format!("HTTP/1.1 304 Not Modified\r\netag: {tag}\r\n\r\n"), Vec::new(), None);
    }
    let total = bytes.len();
    let is_long = total > 1_000;
    // What was cut once gives nothing of the rest.
    let cut = if state.is_once && from.is_some() { Some(0) } else { state.cut };
    let cut = cut.filter(|_| is_long);
    match from {
        Some(from) if from >= total => {
            let head = format!(
                "HTTP/1.1 416 Range Not Satisfiable\r\ncontent-range: bytes */{total}\r\ncontent-length: 0\r\n\r\n"
            );
            (head, Vec::new(), None)
        }
        Some(from) => {
            let head = format!(
                "HTTP/1.1 206 Partial Content\r\netag: {tag}\r\ncontent-range: bytes {from}-{}/{total}\r\n\
                 content-length: {}\r\n\r\n",
                total - 1,
                total - from
            );
            (head, bytes[from..].to_vec(), cut)
        }
        None => {
            (format!("HTTP/1.1 200 OK\r\netag: {tag}\r\ncontent-length: {total}\r\n\r\n"), bytes.clone(), cut)
        }
    }
}

/// An archive of files that are stored as they are.
fn zip(files: &[(String, &[u8])]) -> Vec<u8> {
    let (mut all, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let mut sum = Crc::new();
        sum.update(bytes);
        let (size, place) =
            (u32::try_from(bytes.len()).expect("small"), u32::try_from(all.len()).expect("small"));
        let name_length = u16::try_from(name.len()).expect("short");
        let mut middle = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        middle.extend(sum.sum().to_le_bytes());
        middle.extend(size.to_le_bytes());
        middle.extend(size.to_le_bytes());
        middle.extend(name_length.to_le_bytes());
        middle.extend([0, 0]);
        all.extend(b"PK\x03\x04");
        all.extend(&middle);
        all.extend(name.as_bytes());
        all.extend(*bytes);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&middle);
        directory.extend([0; 10]);
        directory.extend(place.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let count = u16::try_from(files.len()).expect("few");
    let (place, size) =
        (u32::try_from(all.len()).expect("small"), u32::try_from(directory.len()).expect("small"));
    all.extend(directory);
    all.extend(b"PK\x05\x06\0\0\0\0");
    all.extend(count.to_le_bytes());
    all.extend(count.to_le_bytes());
    all.extend(size.to_le_bytes());
    all.extend(place.to_le_bytes());
    all.extend([0, 0]);
    all
}
