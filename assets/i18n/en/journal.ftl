# The journal.
journal-search = { $n ->
    [one] Search 1 entry
   *[other] Search { $n } entries
}
journal-search-label = Search titles and texts
journal-nothing-found = Nothing found
filter-open = Choose what is shown
filter-close = Close the choices
filter-all = Show everything
filter-shared-any = All
filter-shared = Shared
filter-only-me = Only me
filter-session = About a session
filter-first-hours = From the first hours
filter-tag = With the tag { $tag }
filter-month-before = The month before
filter-month-after = The month after
journal-new = New entry
journal-first = Nothing is written yet
journal-first-button = Write the first entry
journal-none-open = Choose an entry, or begin a new one
journal-untitled = Untitled
journal-date-and-tag = { $date } · { $tag }
journal-trash = { $n ->
    [one] Trash, 1 entry
   *[other] Trash, { $n } entries
}
journal-leave-trash = Back to the journal
journal-in-trash = This entry is in the trash
read-on-open = Read one after the other
read-on-leave = Back to writing
read-on-write-short = Write on
read-on-write = Write on: { $name }, { $day }
versions-open = Versions
versions-title = Versions of this entry
versions-hint = Marked: what is not there any more. Struck out: what came later.
versions-one = There is one version: the entry as it is.
versions-now = Now
versions-earlier = Earlier
versions-line = { $when } · { $n ->
    [one] 1 character
   *[other] { $n } characters
}
versions-gone = [not there any more: { $words }]
versions-new = [came later: { $words }]
versions-bring-back = Bring this version back
versions-close = Close
trash-note = What you throw away stays here for 30 days at least. Then it is removed for good, on all your devices.
trash-is-empty = The trash is empty
trash-until = It is removed for good after { $date }.
trash-shared = Something of it is shared. It stays here until you withdraw that.
trash-empty = Empty the trash…
trash-end-this = Remove for good…
trash-title = { $n ->
    [one] Remove 1 entry for good?
   *[other] Remove { $n } entries for good?
}
trash-then = Their words leave this computer at once, and your other devices when they next meet this one. Nobody can bring them back.
trash-then-backups = Backups that were made before still hold them.
trash-keep = Keep
trash-remove = Remove for good
journal-restore = Restore { $name }
journal-restore-this = Restore
journal-throw-away = Throw away
journal-only-you = Only you
journal-shared = Shared
journal-share = Share…
journal-add-tag = Tag
journal-new-tag = New tag
journal-remove-tag = Remove the tag { $tag }
journal-title = Title
journal-title-hint = Title
journal-text = Text
journal-text-hint = Begin anywhere
journal-words = { $n ->
    [one] 1 word
   *[other] { $n } words
}
journal-saved = Saved { $time } · { $words }
journal-saving = Saving · { $words }
journal-not-saved = Not saved · { $words }
