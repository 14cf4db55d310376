# Safety.
safety-title = If it is urgent
safety-subtitle = These people answer now. This app does not.
safety-back = Back
safety-emergency = Emergency number, { $country }
safety-emergency-when = If someone may be in danger right now
safety-call = Call { $number }
safety-text = Text { $number }
safety-not-checked = Source: { $source }. Not checked by us, check it now, before you need it
safety-checked = Source: { $source }. Called and checked on { $date }
safety-nobody = Nobody monitors this app.
safety-sharing = Sharing an entry is not calling for help. Your therapist may read it days later.
safety-country = Country

# Templates of courses.
course-template-six-in-five-weeks = Six sessions in about five weeks
course-template-six-in-two-weeks = Six sessions in about two weeks
course-template-four-in-eight-weeks = Four sessions in eight weeks
course-template-daily-low-dose = A low dose every day, with talks
course-template-boosters = Boosters: weekly, every other week, then monthly
course-template-custom = My own plan
