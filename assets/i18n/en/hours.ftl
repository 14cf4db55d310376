# The first hours after a session.
hours-session = Session { $n }, today
hours-now = Now
hours-help = Help
hours-leave = Leave this page
hours-question = Say any words that are left, in any order.
hours-type = Type it
hours-nothing = Nothing to say yet
hours-nothing-title = That is all right.
hours-nothing-then = Nothing has to be said. The words can come tomorrow, or not at all.
hours-after-all = Type something after all
hours-text = Your words
hours-hint = Any words
hours-done = Enough for now
hours-entry = First words
hours-saved = Everything is saved by itself.
hours-saved-and-waits = Everything is saved by itself. Sharing waits until tomorrow.
hours-no-driving = No driving until tomorrow, after a full night’s sleep, and when your clinician says so.
hours-sharing-waits = Sharing waits until tomorrow

# The list of keys.
keys-title = Keys
keys-new = Ctrl N
keys-new-does = Write something new
keys-hours = F2
keys-hours-does = The quiet page for the hours after a session
keys-lock-does = Save and lock
keys-hide = Ctrl Shift H
keys-hide-does = Save, lock and put the window away at once
keys-undo = Ctrl Z
keys-undo-does = Take back the newest change
keys-redo = Ctrl Y
keys-redo-does = Bring it back
keys-zoom = Ctrl + and Ctrl -
keys-zoom-does = Larger and smaller
keys-list = F1
keys-list-does = This list
keys-tab = Tab
keys-tab-does = To the next thing; Enter or Space uses it, Esc closes
keys-done = Close

# Words typed while the journal is locked.
catch-open = Write without unlocking
catch-locked = Locked. Nothing of your journal is shown here.
catch-then = You are asked about these words when you unlock.
catch-sealing = Sealing
catch-sealed = Sealed { $time }
catch-not-yet = This is not possible here yet
catch-not-yet-then = Unlock once on this computer. After that, words can be written while it is locked.
caught-notice-title = Something about words written while locked
caught-changed = The file that says for whom such words are sealed was not the one of this journal. It is right again now.
caught-changed-then = Somebody or something changed the folder. Words written meanwhile may have been sealed for somebody else.
caught-foreign = { $n ->
    [one] One text does not open with the key of this journal.
   *[other] { $n } texts do not open with the key of this journal.
}
caught-foreign-then = The files were left as they are, in the folder capture beside the vault.
caught-understood = Understood
caught-title = Written while locked, { $when }
caught-of = The first of { $n }
caught-hint = What you do not keep goes to the trash.
caught-keep = Keep
caught-trash = Throw away
caught-later = Not now
