//! Pages of a database that are read once: whatever the pages say of one another, the work ends.

/// Which pages were seen.
pub(super) struct Seen {
    pages: Vec<bool>,
}

impl Seen {
    pub(super) fn new(count: usize) -> Self {
        Self { pages: vec![false; count] }
    }

    /// Takes a page: false where it was taken before, or there is none.
    pub(super) fn take(&mut self, page: usize) -> bool {
        self.pages.get_mut(page).is_some_and(|seen| !std::mem::replace(seen, true))
    }
}
