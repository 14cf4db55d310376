//! The share sheet: what was chosen, and the document the engine distilled for exactly that.
//!
//! Invariant: nothing can be shared but a preview that matches every choice.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use understory_sync::clock::UnixMillis;
use understory_sync::engine::Command;
use understory_sync::engine::view::{Preview, ShareChoice};
use understory_sync::ids::{DocumentId, SpaceId};

/// What the person chose in the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// With whom.
    pub space: SpaceId,
    /// The whole entry, or the selected passage.
    pub whole: bool,
    /// The title leaves too.
    pub title: bool,
    /// The date leaves too.
    pub date: bool,
    /// It says that the person wants to speak about it in the next session.
    pub bring: bool,
}

/// The share sheet.
pub struct ShareSheet {
    /// The entry.
    pub entry: DocumentId,
    /// The entry has no title that could leave.
    pub untitled: bool,
    /// The entry's date, `YYYY-MM-DD`, in local time.
    pub date: String,
    /// The selected characters, when something was selected.
    pub selection: Option<(usize, usize)>,
    /// The publication it would take the place of.
    pub replaces: Option<DocumentId>,
    /// What was chosen.
    pub wish: Wish,
    /// What would leave, once the engine has distilled it.
    pub preview: Option<Preview>,
    /// The person said yes; the engine has not answered yet.
    pub sent: bool,
}

impl ShareSheet {
    /// What of the entry was chosen; none while a passage is wanted and nothing is selected.
    pub fn choice(&self) -> Option<ShareChoice> {
        if self.wish.whole {
            return Some(ShareChoice::Whole);
        }
        self.selection.map(|(start, end)| ShareChoice::Passage(start, end))
    }

    /// Returns the request for exactly these choices.
    pub fn request(&self) -> Option<Command> {
        Some(Command::PreviewShare {
            entry: self.entry,
            space: self.wish.space,
            choice: self.choice()?,
            title: self.wish.title,
            date: self.wish.date.then(|| self.date.clone()),
            bring: self.wish.bring,
            replaces: self.replaces,
        })
    }

    /// Returns the preview if it is what would leave under these choices.
    pub fn ready(&self) -> Option<&Preview> {
        let preview = self.preview.as_ref()?;
        let fits = preview.entry == self.entry
            && preview.space == self.wish.space
            && Some(preview.choice) == self.choice()
            && preview.replaces == self.replaces
            && preview.content.title.is_some() == (self.wish.title && !self.untitled)
            && preview.content.bring == self.wish.bring
            && preview.content.date.as_deref() == self.wish.date.then_some(self.date.as_str());
        fits.then_some(preview)
    }
}

/// Something to take back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Withdrawal {
    /// A publication of one's own.
    Publication {
        /// Which.
        publication: DocumentId,
        /// With whom it is shared.
        person_name: String,
    },
    /// A margin note of one's own.
    Note {
        /// Which.
        note: DocumentId,
        /// Who sees it.
        person_name: String,
    },
}

/// Returns the local date of a moment, `YYYY-MM-DD`.
pub fn iso_date(ms: UnixMillis, zone: &TimeZone) -> String {
    let at = i64::try_from(ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    at.unwrap_or(Timestamp::MAX).to_zoned(zone.clone()).date().to_string()
}

/// Counts words as a person would.
pub fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

#[cfg(test)]
mod tests {
    use understory_sync::document::Publication;

    use super::*;

    const ENTRY: DocumentId = DocumentId([1; 32]);
    const SPACE: SpaceId = SpaceId([2; 16]);

    fn sheet() -> ShareSheet {
        ShareSheet {
            entry: ENTRY,
            untitled: false,
            date: "2024-05-12".to_owned(),
            selection: Some((3, 9)),
            replaces: None,
            wish: Wish { space: SPACE, whole: false, title: true, date: true, bring: false },
            preview: None,
            sent: false,
        }
    }

    fn answer(sheet: &ShareSheet) -> Preview {
        Preview {
            number: 1,
            entry: ENTRY,
            space: sheet.wish.space,
            person_name: "Dr. Ortiz".to_owned(),
            choice: sheet.choice().unwrap(),
            replaces: None,
            content: Publication {
                title: sheet.wish.title.then(|| "The corridor".to_owned()),
                date: sheet.wish.date.then(|| sheet.date.clone()),
                text: "sample".to_owned(),
                ..Publication::default()
            },
            other_fields: Vec::new(),
        }
    }

    #[test]
    fn only_a_preview_of_these_very_choices_is_ready() {
        let mut sheet = sheet();
        assert!(sheet.ready().is_none());
        sheet.preview = Some(answer(&sheet));
        assert!(sheet.ready().is_some());
        let good = sheet.wish;
        for wish in [
            Wish { whole: true, ..good },
            Wish { title: false, ..good },
            Wish { date: false, ..good },
            Wish { space: SpaceId([9; 16]), ..good },
        ] {
            sheet.wish = wish;
            assert!(sheet.ready().is_none(), "{wish:?}");
        }
        sheet.wish = good;
        sheet.replaces = Some(DocumentId([7; 32]));
        assert!(sheet.ready().is_none());
    }

    #[test]
    fn a_passage_without_a_selection_asks_for_nothing() {
        let mut sheet = sheet();
        sheet.selection = None;
        assert!(sheet.request().is_none());
    }

    #[test]
    fn the_date_is_the_one_on_the_wall() {
        let late = 1_715_554_800_000; // 2024-05-12 23:00 UTC
        assert_eq!(iso_date(late, &TimeZone::UTC), "2024-05-12");
        assert_eq!(iso_date(late, &TimeZone::fixed(jiff::tz::offset(2))), "2024-05-13");
    }

    #[test]
    fn words_are_counted_without_marks() {
        assert_eq!(words("one — two, three-four"), 3);
    }
}
