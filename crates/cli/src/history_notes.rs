//! What a user should know of how a history was read, in words.

use sekimori_model::Localised;
use sekimori_model::wire::{Note, NoteCode};
use sekimori_supply::{History, Note as Said};
use sekimori_text::{Arg, text_with};

pub(crate) fn notes(history: &History) -> Vec<Note> {
    let mut notes: Vec<Note> = history.notes().iter().map(note).collect();
    let cut = history.unseen().cut_commits;
    if cut > 0 {
        notes.push(of(NoteCode::HistoryCut, "note-history-shallow", &[("count", Arg::Number(cut))]));
    }
    notes
}

/// Says that no cursor will be written: what the range leaves out may not have been searched by any run.
pub(crate) fn without_cursor() -> Note {
    of(NoteCode::CursorUnused, "note-cursor-not-written", &[])
}

fn note(said: &Said) -> Note {
    match said {
        Said::CursorUnreadable => of(NoteCode::CursorUnused, "note-cursor-unreadable", &[]),
        Said::CursorOfOtherRules => of(NoteCode::CursorUnused, "note-cursor-other-rules", &[]),
        Said::CursorOfOtherRepository => of(NoteCode::CursorUnused, "note-cursor-other-repository", &[]),
        Said::CursorRewritten { gone } => {
            of(NoteCode::CursorUnused, "note-cursor-rewritten", &[("count", Arg::Number(*gone))])
        }
        Said::Submodule { path, commit } => {
            let commit = commit.get(..12).unwrap_or(commit);
            let args = [("path", Arg::Text(path)), ("commit", Arg::Text(commit))];
            of(NoteCode::Submodule, "note-submodule", &args)
        }
    }
}

fn of(code: NoteCode, key: &str, args: &[(&str, Arg<'_>)]) -> Note {
    Note {
        location: None,
        code,
        text: Localised::owned(text_with("en", key, args), text_with("ja", key, args)),
    }
}
