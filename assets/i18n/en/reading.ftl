# Clients, and what they shared.
clients-title = Clients
clients-news = { $n ->
    [0] Nothing new
    [one] One client shared something new.
   *[other] { $n } clients shared something new.
}
clients-nobody = Nobody shares with you yet
clients-find = Find a client
clients-none-found = No client has that name
clients-client = Client
clients-new = New
clients-newest = Newest
clients-heard = Last heard
clients-new-count = { $n ->
    [one] 1 entry
   *[other] { $n } entries
}
clients-nothing-new = Nothing new
clients-nothing-yet = Nothing shared
clients-row = { $name }. { $new }. Newest: { $newest }. Last heard: { $heard }
clients-keys = Arrow keys move, Enter opens.

reading-title = Shared with you
reading-heard = last heard: { $when }
reading-all-clients = All clients
reading-nothing = Nothing shared, or nothing has arrived yet
reading-new = New
reading-open = Open
reading-arrived = arrived { $when }
reading-ended-then = What they shared is gone from here, or kept hidden as long as your rule says.
reading-kept-since = Withdrawn by your client on { $when }, kept hidden until { $until }
reading-kept = Withdrawn by your client, kept hidden until { $until }
reading-words-of = Words shared: { $name }
reading-quoted = “{ $words }”
reading-margin = In the margin
reading-they-see = Your client sees these. They see when you opened an entry.
reading-you = You
reading-note-arrived = { $author }, { $when } · { $name }’s device says it has it
reading-note-waiting = { $author }, { $when } · waiting to be sent
reading-take-back = Take back…
reading-points-at = Points at “{ $words }”
reading-points-at-all = About all of it. Select words to point at them.
reading-write = Write for the next session
reading-private = Only you see this until you leave it.
reading-leave = Leave in the margin
reading-too-long = This is as long as a note can be
reading-next-client = Next client
