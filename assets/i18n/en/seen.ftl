# Who has seen what.
seen-title = Who has seen what
seen-subtitle = What readers’ devices noted, by their own clocks. A device that is away has not told yet.
seen-back = People and devices
seen-nothing = Nothing has been noted yet
seen-all = { $n ->
    [one] The one event
   *[other] All { $n } events
}
seen-newest = The newest { $n } of { $of }.
seen-everybody = Everybody
seen-day-today = Today
seen-day-yesterday = Yesterday
seen-received = { $when } { $device } received “{ $title }”
seen-received-untitled = { $when } { $device } received something you shared
seen-opened = { $when } { $device } opened “{ $title }”
seen-opened-untitled = { $when } { $device } opened something you shared
seen-removed = { $when } { $device } removed “{ $title }”
seen-removed-untitled = { $when } { $device } removed something you shared
seen-told = Your client sees which of your devices received, opened or removed an entry, and when.
seen-told-then = These notes are written by your devices as it happens. They hold no words.
seen-told-do = Understood
