//! Where a rule about images puts what it found.

use sekimori_model::Package;

use crate::image_view::SeenFile;
use crate::sink::shown;
use crate::{Parameters, Text};

/// Takes what one rule finds in one image.
#[derive(Debug)]
pub struct ImageSink<'a> {
    parameters: &'a Parameters,
    violations: Vec<ImageViolation>,
    dropped: u64,
    spare: Option<ImageViolation>,
}

/// More violations than this of one rule in one image are counted but not kept.
const MAX_KEPT: usize = 1_000;

/// One broken rule at one place of an image, before it becomes a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageViolation {
    /// Where.
    pub at: ImagePlace,
    /// The value seen, none where there is none.
    pub seen: Option<String>,
    /// What was wanted.
    pub wanted: Text,
    /// Tells apart several findings of one rule at one place.
    pub discriminator: String,
}

/// A place of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImagePlace {
    /// The image as such.
    Image,
    /// A field of its configuration, as the specification spells it: `config.User`.
    Config(String),
    /// A step of its history, by its place there.
    Step(usize),
    /// A file.
    File {
        /// Path from the root, without a leading slash.
        path: String,
        /// The layer that brought it.
        layer: u32,
    },
    /// A package.
    Package(Box<Package>),
}

impl<'a> ImageSink<'a> {
    /// Opens a sink.
    pub fn new(parameters: &'a Parameters) -> Self {
        Self { parameters, violations: Vec::new(), dropped: 0, spare: None }
    }

    /// Returns a parameter that is true or false.
    pub fn flag(&self, name: &str) -> bool {
        self.parameters.flag(name)
    }

    /// Returns a parameter that is a number.
    pub fn number(&self, name: &str) -> i64 {
        self.parameters.number(name)
    }

    /// Returns a parameter that is a text.
    pub fn text(&self, name: &str) -> &'a str {
        self.parameters.text(name)
    }

    /// Returns a parameter that is a list.
    pub fn texts(&self, name: &str) -> &'a [String] {
        self.parameters.texts(name)
    }

    /// Reports the image as such.
    pub fn of_image(&mut self, wanted: Text) -> &mut ImageViolation {
        self.put(ImagePlace::Image, wanted)
    }

    /// Reports a field of the configuration, as the specification spells it: `config.User`.
    pub fn of_config(&mut self, field: &str, wanted: Text) -> &mut ImageViolation {
        self.put(ImagePlace::Config(field.to_owned()), wanted)
    }

    /// Reports a step of the history, by its place there.
    pub fn of_step(&mut self, step: usize, wanted: Text) -> &mut ImageViolation {
        self.put(ImagePlace::Step(step), wanted)
    }

    /// Reports a file.
    pub fn of_file(&mut self, file: &SeenFile, wanted: Text) -> &mut ImageViolation {
        self.put(ImagePlace::File { path: file.path.to_string(), layer: file.layer }, wanted)
    }

    /// Reports a path that was read but is no file that rules are shown, such as `etc/passwd`.
    pub fn of_path(&mut self, path: &str, layer: u32, wanted: Text) -> &mut ImageViolation {
        self.put(ImagePlace::File { path: path.to_owned(), layer }, wanted)
    }

    /// Reports a package.
    pub fn of_package(&mut self, package: &Package, wanted: Text) -> &mut ImageViolation {
        self.put(ImagePlace::Package(Box::new(package.clone())), wanted)
    }

    fn put(&mut self, at: ImagePlace, wanted: Text) -> &mut ImageViolation {
        let violation = ImageViolation { at, seen: None, wanted, discriminator: String::new() };
        if self.violations.len() < MAX_KEPT {
            self.violations.push(violation);
            let last = self.violations.len() - 1;
            return &mut self.violations[last];
        }
        self.dropped += 1;
        self.spare.insert(violation)
    }

    /// Returns how many violations were not kept.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Returns what was put in.
    pub fn into_violations(self) -> Vec<ImageViolation> {
        self.violations
    }
}

impl ImageViolation {
    /// Says what was seen. Never a value that may be a secret.
    pub fn seen(&mut self, text: &str) -> &mut Self {
        self.seen = Some(shown(text));
        self
    }

    /// Says which of several findings at one place it is; the value is shown as the one seen.
    pub fn value(&mut self, value: &str) -> &mut Self {
        value[..value.floor_char_boundary(512)].clone_into(&mut self.discriminator);
        self.seen(value)
    }
}
