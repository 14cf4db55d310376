# Today.
side-today = Today
side-course = Course
side-check-ins = Check-ins
today-morning = Good morning
today-afternoon = Good afternoon
today-evening = Good evening
today-night = A quiet hour
today-after = { $n ->
    [0] { $day }. The day of session { $session }.
    [1] { $day }. The day after session { $session }.
   *[other] { $day }. { $n } days after session { $session }.
}
today-before-first = { $n ->
    [1] { $day }. Tomorrow is your next appointment.
   *[other] { $day }. Your next appointment is in { $n } days.
}
today-hours = After a session, only words. Any one is plenty.
today-hours-open = Open the quiet page
today-silent = No question today.
today-write = Write
today-another = Another question
today-not-now = Not now
today-short = Or, on a tired day: { $words }
today-before = Before { $day }’s { $kind }
today-due = What is open
today-bring-open = Open the entry
today-prepare = Prepare
today-check-in-last = { $title }, last on { $when }
today-check-in-again = Again
today-bring = { $n ->
    [one] 1 passage to bring
   *[other] { $n } passages to bring
}
today-kept = Done
today-not-kept = Not done
today-about = { $word }: { $what }
today-close = Put away
today-commit = One small thing
today-commit-inside = Walk without the phone, once
today-commit-keep = Keep it here
today-check-in-opens = { $title } opens { $when }
today-check-in-begun = { $title } is begun
today-go-on = Go on
today-margins = In the margin
today-margin = { $name }, { $when }
today-margin-open = Open the entry: { $who }
today-on-this-day = On this day
today-on-this-day-open = Open { $name }, { $day }
today-nobody = Nobody monitors this app. If you might be in danger, open Safety or call your local emergency number.
weekday-day = { $weekday } { $date }

# Kinds of questions.
phase-preparation = Preparation
phase-hour-before = The hour before
phase-first-hours = The first hours
phase-evening = That evening
phase-first-day = The first day
phase-days = Days 1–3
phase-week = The week
phase-hard = If it was hard
phase-after = Boosters and after the course
phase-to-share = To share

# Kinds of sessions.
session-preparation = Preparation
session-preparation-short = Prep
session-preparation-inside = preparation
session-medicine = Medicine session
session-medicine-short = Session
session-medicine-inside = medicine session
session-integration = Integration
session-integration-short = Talk
session-integration-inside = integration session
session-booster = Booster
session-booster-short = Booster
session-booster-inside = booster
session-numbered = { $kind } { $n }
course-line = Your course: { $done } of { $n } sessions are here or past

# The course.
course-title = Course
course-none = A plan you can change at any time
course-clinic = Your clinic sets the plan. Choose what comes close, and change every date.
course-off-label = Ketamine is not approved for any psychiatric condition in most countries; your prescriber uses it off-label. Ask them what that means for you.
course-evidence = Early evidence is promising; controlled trials are few. Six sessions are common, not a rule.
course-how = Ketamine mainly blocks NMDA (glutamate) receptors. How that lifts mood is still being studied.
course-sessions = { $n ->
    [one] 1 session
   *[other] { $n } sessions, talks included
}
course-first-day = First day
course-day = Day
course-day-hint = Such as 2026-05-12 or 12.5.2026
course-no-day = This is no day. Write it as 2026-05-12 or 12.5.2026, between 1900 and 2100
course-make = Make this plan
course-back = Back to the plan
course-add = Add a session
course-plan = Plan a course
course-open-short = Open
course-move-short = Move
course-open = Open { $name }
course-move = Move { $name }
course-day-set = Set the day
course-day-leave = Leave it
course-moved-later = Moved { $n ->
    [one] 1 day
   *[other] { $n } days
} later. Should the sessions after it follow?
course-moved-earlier = Moved { $n ->
    [one] 1 day
   *[other] { $n } days
} earlier. Should the sessions after it follow?
course-move-rest = Move the rest too
course-move-only = Only this one
course-rival = Another device of yours says { $day }.
course-rival-take = Take { $day }
course-rival-keep = Keep { $day }
course-end = End this course
course-another = Plan another course
course-removed = Sessions you removed
course-put-back-short = Put back
course-put-back = Put back { $name }, { $day }
course-earlier = Other courses
course-show-short = Show
course-show = Show { $title }, { $day }
course-hide-short = Hide
course-hide = Hide { $title }, { $day }
course-go-on = Go on with this course
course-put-away = Small things you put away
course-take-out-short = Take out
course-take-out = Take out: { $what }
care-file-failed = A file of this program could not be used
care-file-failed-then = Install it again. What you wrote is not affected.

# One session.
session-back = All sessions
session-removed = A session that was removed
session-remove = Remove this session
session-checklist = To prepare
session-checklist-hint = Your clinic has its own list. This one is for you, and nothing to sign.
session-leave-out-short = Leave out
session-leave-out = Leave out: { $what }
session-bring-back = { $n ->
    [one] Bring back 1 that you left out
   *[other] Bring back { $n } that you left out
}
session-own = Something of your own to prepare
session-own-add = Add it
check-off-label = I know that this use is off-label, and what that means
check-risks = I was told about blood pressure, dissociation, misuse and the bladder
check-right-to-stop = I may stop at any time
check-no-driving = No driving until tomorrow, after a full night’s sleep, and when my clinician says so
check-fasting = I know when to stop eating and drinking
check-ride = Somebody takes me home and stays
check-emergency-contact = The clinic has my emergency contact
check-touch = I said which touch is all right, and which is not
check-what-is-shared = I know what is shared with whom, and for how long
check-not-monitored = I know that nobody watches what I write here
check-data-if-i-leave = I know what happens to shared words if I leave
session-time = Time, such as 14:00
session-place = Place
session-present = Who is there
session-intention = Intention, as a sentence or a question
session-music = Music
session-ride = Ride home
session-share-tonight = Sharing is all right on the evening of this session
session-share-tonight-hint = Otherwise sharing waits until the next day. Decide this before, not after.
session-record = The session itself
session-record-hint = Everything here may stay empty.
session-eye-shades = Eye shades
session-route = Route, as your clinic says it
session-product = Product as prescribed
session-dose = Dose as prescribed
session-held = Fasting, medicines held or taken
session-vitals = Blood pressure, pulse, oxygen: before, at 40 minutes, at the end
session-back-field = Back to yourself, and when you left
session-depth = How deep it was, for you
session-ease = How easy it was, for you
session-side-effects = Side effects
session-adverse = Anything else that happened
session-reflections = What you wrote about it
session-no-reflections = Nothing yet. A day, a week and a month later are good times too.
session-reflect = Write about this session
layer-before = Before
layer-evening = That day
layer-day = A day after
layer-days = { $n } days after
layer-week = A week after
layer-weeks = { $n } weeks after
layer-month = A month after
layer-months = { $n } months after
layer-entry = { $layer }: { $title }
side-effect-nausea = Nausea
side-effect-headache = Headache
side-effect-dizziness = Dizziness
side-effect-double-vision = Double or blurred vision
side-effect-anxiety = Anxiety
side-effect-agitation = Restlessness
side-effect-sleep = Trouble sleeping
side-effect-bladder = Bladder: pain, urgency, blood
side-effect-other = Something else
side-strength-0 = None
side-strength-1 = A little
side-strength-2 = Clearly
side-strength-3 = Strongly

# The reminder
reminder-line = A moment for you
reminder-hint = A line of your computer with these words and nothing else, at a time you choose. It comes while Understory is open, also when it is locked or minimised. All your devices keep to it.
reminder-time = Time
reminder-time-wrong = A time such as 19:30
reminder-days = Days
reminder-try = Try it now
reminder-shown = “{ $line }” was shown.
reminder-not-shown = This computer shows no such lines
reminder-not-shown-then = Its notifications are off, or it has none. Nothing else is lost.
