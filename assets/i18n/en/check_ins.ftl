# Check-ins.
check-ins-title = Check-ins
check-ins-total = { $title } total, 0 to { $max }. Dotted lines are your medicine sessions.
check-ins-quick = Short check-in
check-ins-quick-subtitle = Mood, energy, body and sleep, in under a minute
check-ins-quick-time = Under a minute. Everything may stay open.
check-ins-quick-start = Check in for today
check-ins-latest = Latest: { $total }
check-ins-latest-band = Latest: { $total }, { $band } range
check-ins-first = Your first. A number is a sketch of two weeks, not a verdict. Nobody else sees it unless you share it.
check-ins-same = The same as your first. A number is a sketch of two weeks, not a verdict. Nobody else sees it unless you share it.
check-ins-below = { $n ->
    [one] 1 point below your first. A number is a sketch of two weeks, not a verdict. Nobody else sees it unless you share it.
   *[other] { $n } points below your first. A number is a sketch of two weeks, not a verdict. Nobody else sees it unless you share it.
}
check-ins-above = { $n ->
    [one] 1 point above your first. A number is a sketch of two weeks, not a verdict. Nobody else sees it unless you share it.
   *[other] { $n } points above your first. A number is a sketch of two weeks, not a verdict. Nobody else sees it unless you share it.
}
check-ins-next = Next
check-ins-waits = Not within a day of a session. It opens { $when }.
check-ins-time = About two minutes. You can stop at any question and go on later.
check-ins-start = Start { $title }
check-ins-go-on = Go on with { $title }
check-ins-incomplete = { $n ->
    [one] 1 check-in is incomplete and has no total.
   *[other] { $n } check-ins are incomplete and have no total.
}
check-ins-as-table = Read it as a table
check-ins-as-picture = See it as a picture
check-ins-day = Day
check-ins-total-heading = Total
check-ins-range = Range
check-ins-band-line = { $band } { $from }
check-ins-reference = { $from } to 33: a line for clinicians
check-ins-point = { $day }: { $total }
check-ins-offer = When you have finished one
check-ins-offer-hint = To offer it opens the share sheet with all that would leave. Nothing leaves before you say so.
check-ins-offer-nobody = Keep it for me
check-ins-offer-to = Offer it to { $name }
check-ins-into-entry = Take into an entry
check-ins-into-entry-of = Take { $day } into an entry
check-ins-into-entry-hint = It becomes an entry with your answers. There you can shorten it, write on, or share it.
check-in-entry-title = { $title }, { $day }
check-in-entry-total = Total { $total } of { $max }
check-in-entry-total-band = Total { $total } of { $max }, { $band } range
check-in-entry-no-total = Not every question was answered, so there is no total.
check-in-entry-open = not answered
band-minimal = minimal
band-mild = mild
band-moderate = moderate
band-moderately-severe = moderately severe
band-severe = severe
check-in-leave = Leave, and go on later
check-in-ground = Stop and ground
check-in-last = one last question
check-in-of = question { $n } of { $of }
check-in-title = { $title }, { $of }
check-in-answer = { $key }  { $words }
check-in-back = Question before
check-in-skip = Skip this one
check-in-open = { $n ->
    [one] 1 question is open. Without it there is no total, and that is all right.
   *[other] { $n } questions are open. Without them there is no total, and that is all right.
}
check-in-finish = Finish
quick-mood = Mood
quick-mood-0 = Very low
quick-mood-1 = Low
quick-mood-2 = In between
quick-mood-3 = Good
quick-mood-4 = Very good
quick-energy = Energy
quick-energy-0 = None
quick-energy-1 = Little
quick-energy-2 = Some
quick-energy-3 = Enough
quick-energy-4 = Plenty
quick-body = Body
quick-body-0 = In pain
quick-body-1 = Tense
quick-body-2 = In between
quick-body-3 = At ease
quick-body-4 = Very well
quick-sleep = Sleep last night
quick-sleep-0 = Hardly any
quick-sleep-1 = Poor
quick-sleep-2 = In between
quick-sleep-3 = Good
quick-sleep-4 = Very good
quick-note = A word about it

# After an answer that asks for it.
honest-title = Thank you for being honest
honest-now = If you might act on these thoughts, contact one of these now. Nobody monitors this app, and nobody is told what you answered.
honest-sharing = Your answer is kept and sent to nobody. You can take it into an entry and share that with your therapist later; sharing is not calling.
honest-plan = Open my safety plan
honest-go-on = Go on with the questions

# Stopping in the middle.
ground-title = You can stop here
ground-feet = Feel both feet on the floor. Press them down a little.
ground-see = Name five things you can see.
ground-hear = Name three things you can hear.
ground-breath = Breathe out longer than you breathe in, a few times.
ground-over = It is over. You are here, and it is today.
ground-leave = Leave the questions
ground-go-on = Go on with the questions

# The safety plan.
plan-title = My plan for hard hours
plan-hint = Write it on a good day. It is sealed like your journal, and nobody is told when you open it.
plan-people = People I can call
plan-name = Name
plan-phone = Number
plan-add-person = Add this person
plan-lock = Show { $name } on the lock screen of this computer
plan-lock-hint = Then name and number lie readable beside the vault: whoever opens the folder or the locked app can see them.
plan-part-1 = How I notice that it begins
plan-part-1-hint = Thoughts, moods, things I stop doing
plan-part-2 = What I can do myself
plan-part-2-hint = What has helped before, even a little
plan-part-3 = Places and people that take me out of it
plan-part-3-hint = Where I can be without explaining myself
plan-part-4 = Whom I ask for help
plan-part-4-hint = People who may know how it is
plan-part-5 = Professionals, and where they are
plan-part-5-hint = Therapist, clinic, crisis line, emergency room
plan-part-6 = How I make it safer around me
plan-part-6-hint = What somebody keeps for me, or locks away
plan-add = Add to: { $part }
plan-add-short = Add
plan-line = One line
plan-keep = Keep this line
plan-remove = Remove: { $what }
plan-remove-short = Remove

# Questions to write from.
questions-open = A question
questions-title = Questions to write from
questions-own = A question of your own
questions-keep = Keep it for later
questions-insert = Write under: { $words }
questions-insert-short = Take
questions-done = Close
