//! What a person may ask about their course, their day and their check-ins.

use understory_sync::ids::DocumentId;

use crate::care::courses::SessionKind;

/// One wish.
#[derive(Debug)]
pub enum MonthsAction {
    /// Opens the page of safety where the person's own plan is.
    OwnPlan,
    /// Puts the question of today aside and shows another.
    AnotherQuestion,
    /// Wants no question until the vault is opened again.
    NotNow,
    /// Begins an entry under a question.
    Answer {
        /// The name of the question.
        prompt: String,
        /// The question.
        words: String,
        /// The session it is about.
        session: Option<DocumentId>,
    },
    /// Begins an entry about a session.
    Reflect(DocumentId),
    /// Shows the list of questions, or puts it away.
    Questions(bool),
    /// Keeps the question of one's own that is typed.
    KeepQuestion,
    /// Puts a question into the open entry, at its end.
    Insert(String),
    /// Keeps the small thing that is typed.
    Commit(Option<DocumentId>),
    /// Keeps the typed item of what is to be prepared for a session.
    KeepItem(DocumentId),
    /// Makes the course that is chosen.
    StartCourse,
    /// Ends the course.
    EndCourse(DocumentId),
    /// Gives a session the day that is typed, or another day.
    Move {
        /// The session.
        session: DocumentId,
        /// The day, `YYYY-MM-DD`.
        day: String,
    },
    /// Lets the sessions after the one that was moved follow it, or not.
    MoveRest(bool),
    /// Adds a session to a course.
    AddSession {
        /// The course.
        course: DocumentId,
        /// What kind.
        kind: SessionKind,
        /// The day, `YYYY-MM-DD`.
        day: String,
    },
    /// A field of the open form changed.
    Typed(String),
    /// Check-ins.
    CheckIn(CheckInAction),
}

/// Answering a questionnaire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckInAction {
    /// Begins it, or goes on with what was begun.
    Begin(&'static str),
    /// Answers an item, from 1; 0 is the question that does not score.
    Answer {
        /// The item.
        item: usize,
        /// The answer, from 0.
        answer: u32,
    },
    /// Shows the item before, or the one after.
    Turn {
        /// Back.
        back: bool,
    },
    /// Everything is answered as far as the person wants to.
    Finish,
    /// Leaves it as it is, to go on another time.
    Leave,
    /// Shows the page that helps to stop, or puts it away.
    Ground(bool),
    /// Puts the safety page away.
    SafetySeen,
    /// Begins a short check-in for today.
    Quick,
    /// Begins an entry with what was answered, to write on from it or to share it.
    IntoEntry(DocumentId),
}
