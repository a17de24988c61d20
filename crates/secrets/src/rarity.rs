//! How rare a few bytes are in source code and text, so that the search looks for the rarest part of each keyword.

/// How many classes of bytes are told apart: 26 letters, digits, `_` and `-`, space, others.
const CLASSES: usize = 30;

/// For each class what it adds to one of its bytes, in bits: the logarithm of how many bytes share it.
const SHARED: [u32; 4] = [3, 1, 0, 4];

/// For each class its rarity in bits, as a letter from `a` on: minus the binary logarithm of its share.
const ALONE: &[u8; CLASSES] = b"fhfgeghhfkifgffgkffefhhihjfgcd";

/// The same for a byte of one class followed by one of another. Counted over 20 MB of Rust, C, JavaScript, TypeScript,
/// Markdown, JSON, TOML and YAML; whatever it says, the search finds the same.
const PAIRS: [&[u8; CLASSES]; CLASSES] = [
    b"njijoljojomhiiqipiihkmlmlpmmkk",
    b"konpjpqrklrkopkpqmmnjrqrlsmnik",
    b"inloilpilqjkmohmojmikooqnslklj",
    b"jonkhnmpjqolnojmqklnlnnomsmkii",
    b"iliikjkolnnijhljkghhnkkilrmjhg",
    b"kpnmjklqisskmkjpqklmlsqsnsmmjj",
    b"moopipomkrrmnlmprlkllpqrnqokki",
    b"jppoiprqjtqnnpkprlnkmrotomplkj",
    b"kljjjjkrnqnjjgikokiipkrlskmmmk",
    b"oqstlttsptrsssmtsrlsottvsssrpo",
    b"lqoojpnpltsppnooromplppurtpmlk",
    b"innkhjopisnjpoimpnjjjnouksoljj",
    b"ilnmhporjpqmlojjqolmkoqsorokkj",
    b"iojiikipkpklnlikqmihklmrmpnkii",
    b"mkjjnjlqlnkjihkjshkjiljnnsoljk",
    b"ipnmiommksnjlpjjrikjinpqlsoklj",
    b"osqrpqqsqtsrqrqsppqqksrtrsqopl",
    b"imkkgmkpitllkjimqjjijlnqjrnkih",
    b"knknhnmkismlmmjjpmjhjnnqkpnjih",
    b"inklhlohhsqllmikqijjjonnjqmjhh",
    b"mikmillskttjkinkuijiqrsnsojonm",
    b"iqppipqrktsppqlosqoppsrqtslnnl",
    b"lqqolpqljsroqmlnrklprqorrrpmlk",
    b"lnmomoqpmttqoqpksqokqrqpotlmmk",
    b"nomnnoqpnsrnmmmjumklqpossqqljj",
    b"ospqjrssossqrrptssqrssrrqoqpqm",
    b"mnnmnnqqorqqlppqrqppmqrkqrgljg",
    b"kkkkkkmmknmkklkkokjkklmpqojjjj",
    b"hjhjihkkhmliiiiinihhijjmmniicf",
    b"jkijjjkkilkjjjkiojiijjkmnnijed",
];

/// Returns the rarity in bits of what is known of a few bytes that stand side by side; none is any byte.
pub(crate) fn bits(gram: &[Option<u8>]) -> u32 {
    let mut bits = 0;
    let mut before = None;
    for byte in gram {
        let class = byte.map(class);
        bits += match (before, class) {
            (Some(before), Some(class)) => pair(before, class).saturating_sub(alone(before)),
            (None, Some(class)) => alone(class),
            (_, None) => 0,
        };
        bits += class.and_then(|class| SHARED.get(class.checked_sub(26)?)).copied().unwrap_or(0);
        before = class;
    }
    bits
}

fn class(byte: u8) -> usize {
    usize::from(match byte | 0x20 {
        letter @ b'a'..=b'z' => letter - b'a',
        b'0'..=b'9' => 26,
        // An underscore with the bit of small letters, and a hyphen.
        0x7F | b'-' => 27,
        b' ' => 28,
        _ => 29,
    })
}

fn alone(class: usize) -> u32 {
    ALONE.get(class).map_or(0, |letter| u32::from(letter - b'a'))
}

fn pair(first: usize, second: usize) -> u32 {
    let row = PAIRS.get(first).and_then(|row| row.get(second));
    row.map_or(0, |letter| u32::from(letter - b'a'))
}
