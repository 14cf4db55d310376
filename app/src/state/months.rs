//! What the pages of the client's months hold themselves: choices not made yet, words not saved yet.

use std::collections::BTreeMap;

use understory_sync::ids::{DocumentId, SpaceId};

use super::fact_form::FactForm;
use crate::care::prompts::Phase;

/// Today.
#[derive(Default)]
pub struct TodayView {
    /// How often a question was put aside since the vault was opened; nothing else is kept of it.
    pub put_aside: usize,
    /// No question is wanted until the vault is opened again.
    pub silent: bool,
    /// One small thing being typed.
    pub commitment: String,
}

/// The reminder, on the settings page.
#[derive(Default)]
pub struct ReminderForm {
    /// The time of day, while it is being typed.
    pub typed: Option<String>,
    /// What was typed is no time of day.
    pub wrong: bool,
    /// Whether this computer showed it when it was tried.
    pub shown: Option<bool>,
}

/// The course.
#[derive(Default)]
pub struct CourseView {
    /// Which template.
    pub template: Option<String>,
    /// The first day, as typed.
    pub first: String,
    /// What was typed is no day.
    pub no_day: bool,
    /// The field for a day is to get the keyboard.
    pub day_wanted: bool,
    /// The plan of another course is being made.
    pub adds_course: bool,
    /// A session whose day was moved, and by how many days: the rest may follow.
    pub moved: Option<(DocumentId, i64)>,
    /// The day of a session, as typed.
    pub day: String,
    /// The day of which session is typed there.
    pub day_of: Option<DocumentId>,
    /// What kind of session is being added, and on which day.
    pub adding: Option<String>,
    /// An earlier course whose sessions are shown.
    pub earlier: Option<DocumentId>,
    /// A checklist item of one's own, as typed.
    pub item: String,
    /// The session it is for.
    pub item_of: Option<DocumentId>,
}

/// Check-ins.
#[derive(Default)]
pub struct CheckInsView {
    /// Which trend is shown; the first if none.
    pub shown: Option<String>,
    /// The trend is shown as a table.
    pub as_table: bool,
    /// The item that is on the page, from 0; after the last comes the question that does not score.
    pub item: usize,
    /// Answers the engine has not repeated yet, by item from 1; 0 is the question that does not score.
    pub answers: BTreeMap<usize, u32>,
    /// The page that helps to stop.
    pub grounding: bool,
    /// The safety page lies over the check-in.
    pub safety: bool,
}

/// All of them.
#[derive(Default)]
pub struct MonthsView {
    /// The plan on the page of safety is to be in view.
    pub shows_plan: bool,
    /// The reminder.
    pub reminder: ReminderForm,
    /// A check-in that was finished a moment ago, and to whom it is to be offered.
    pub offering: Option<(DocumentId, SpaceId)>,
    /// Today.
    pub today: TodayView,
    /// The course.
    pub course: CourseView,
    /// Check-ins.
    pub check_ins: CheckInsView,
    /// Words of facts while they are typed.
    pub form: FactForm,
    /// The list of questions is shown, those of this phase; none if it is not.
    pub questions: Option<Phase>,
    /// A question of one's own being typed.
    pub own_question: String,
    /// One line of the safety plan being typed, and its part.
    pub plan_line: (usize, String),
    /// A contact being typed: name and number.
    pub contact: (String, String),
}
