//! A labelled corpus of secrets: every sample of every pattern in files of many languages and formats, and what only
//! looks like a secret.
//!
//! Half of the positives are the same for ever; a seed decides the other half.

mod carriers;
mod judge;
mod lookalikes;
mod wrapping;

use std::ops::RangeInclusive;

use sekimori_catalog::{Credential, Form, Rule, credentials};
use sekimori_secrets::sample::{Dice, fill};

use carriers::{Carrier, carriers};
pub use judge::{Fault, Score, judge};
pub use wrapping::{Wrapping, zip};

/// A file of the corpus. Its bytes are not shown: push protection may take the samples for real ones.
pub struct Piece {
    /// Where it stands below the corpus.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// What is to be found in it.
    pub label: Option<Label>,
    /// How the text of a carrier was stored.
    pub wrapping: Wrapping,
}

/// A secret that stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The rule that it is a sample of.
    pub rule: &'static str,
    /// The lines on which it may be found, counted from 1.
    pub lines: RangeInclusive<usize>,
    /// The carrier that it stands in.
    pub carrier: &'static str,
}

/// Makes the corpus: of each sample `each` files, and all look-alikes.
pub fn corpus(seed: u64, each: usize) -> Vec<Piece> {
    let carriers = carriers();
    let mut pieces = Vec::new();
    for rule in credentials().iter().copied() {
        let Some(credential) = rule.credential() else { continue };
        let short = rule.id.trim_start_matches("credential/");
        for (sample, template) in credential.samples.iter().enumerate() {
            let kind = Kind::of(rule, template.name);
            let fitting: Vec<&Carrier> =
                carriers.iter().filter(|carrier| kind.fits(carrier, short)).collect();
            for turn in 0..each {
                let is_fixed = turn < each.div_ceil(2);
                let mixed = mix(rule.id, &[sample, turn], if is_fixed { 0 } else { seed });
                let mut dice = Dice::new(mixed);
                let Ok(value) = fill(template.value, credential, &mut dice) else { continue };
                let takes = |carrier: &&&Carrier| carrier.takes(&value) && carrier.names(template.name);
                let usable: Vec<&&Carrier> = fitting.iter().filter(takes).collect();
                let Some(carrier) = usable.get(dice.below(usable.len())) else { continue };
                let name = Kind::name(template.name, &mut dice);
                let wrapping = Wrapping::chosen(&mut dice);
                // The bytes of such a file are all there is.
                let wrapping = if kind == Kind::Whole { Wrapping::Plain } else { wrapping };
                let folder = format!("positives/{short}/{sample}-{turn}");
                pieces.push(carrier.piece(&folder, rule.id, &name, &value, wrapping));
            }
        }
        pieces.extend(lookalikes::near_misses(rule, credential, seed));
    }
    pieces.extend(lookalikes::files(seed));
    pieces
}

/// How a sample is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A whole text.
    Text,
    /// The whole of a file.
    Whole,
    /// Known by its own shape.
    Alone,
    /// Known by its provider's name and its own.
    Named,
    /// Known by a name that says no provider.
    Generic,
}

impl Kind {
    fn of(rule: &Rule, name: &str) -> Self {
        match (name, rule.credential().map(|credential| credential.form)) {
            // One format of lines has nothing but the name of its file.
            ("text", Some(Form::Structure { keywords: [_, ..] })) => Self::Whole,
            ("text", _) if rule.id == "credential/config-pgpass" => Self::Whole,
            ("text", _) => Self::Text,
            ("", _) => Self::Alone,
            (_, Some(Form::Structure { .. })) => Self::Generic,
            _ => Self::Named,
        }
    }

    fn fits(self, carrier: &Carrier, rule: &str) -> bool {
        let is_plain = !carrier.text && carrier.whole.is_none();
        match self {
            Self::Text => carrier.text,
            // A pattern that has carriers of its own takes no others.
            Self::Whole => carrier.whole == Some(if rule == "config-pgpass" { rule } else { "" }),
            Self::Alone => is_plain,
            Self::Named => is_plain && !carrier.alone,
            Self::Generic => is_plain && !carrier.alone && !carrier.made,
        }
    }

    /// The name in a file: the sample's own, or one that says nothing.
    fn name(name: &str, dice: &mut Dice) -> String {
        if name.is_empty() {
            let names = ["SHOP_VALUE", "token", "MY_TOKEN", "setting_1", "api_key", "client.secret"];
            return names.get(dice.below(names.len())).copied().unwrap_or("token").to_owned();
        }
        name.to_owned()
    }
}

/// A number that depends on all of these.
fn mix(name: &str, parts: &[usize], seed: u64) -> u64 {
    // FNV-1a.
    let parts = parts.iter().map(|part| u64::try_from(*part).unwrap_or(u64::MAX));
    let words = name.bytes().map(u64::from).chain(parts);
    words.fold(0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9E37_79B9_7F4A_7C15), |hash, word| {
        (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(29)
    })
}

/// Makes a template with a fresh number from the dice; the catalog's own tests hold that templates are well-formed.
fn filled(template: &str, credential: &Credential, dice: &mut Dice) -> Option<String> {
    fill(template, credential, dice).ok()
}
