# Ending sharing with somebody.
ending-begin = End sharing…
ending-title = End sharing with { $name }?
ending-both-ways = Sharing stops both ways, on all your devices and theirs.
ending-withdrawn = Everything you shared with { $name } is withdrawn. Each of their devices is asked to remove it and says here whether it did. A practice may have to keep a hidden copy until a date; then you see the date.
ending-yours-stays = You keep everything: your entries stay as they are, and so do the notes { $name } left for you.
ending-theirs = What { $name } shared with you is removed from your devices.
ending-theirs-kept = What { $name } shared with you is hidden now, and removed when the time set in your settings is over.
ending-notes = The notes you left for { $name } are withdrawn. Each of their devices is asked to remove them and says here whether it did.
ending-they-keep = { $name } keeps everything they wrote.
ending-again = This can’t be undone. You can connect again later: that begins anew, with nothing shared.
ending-read = What has been read can’t be unread.
ending-away = A device that is away keeps what it has until it hears of this. You see which has not been heard from.
ending-keep = Keep sharing
ending-do = End sharing

closed-title = Ended
closed-by-you = Ended by you on { $when }
closed-by-them = Ended by { $name } on { $when }
closed-withdrawn = { $n ->
    [one] 1 page of yours withdrawn
   *[other] { $n } pages of yours withdrawn
}
closed-left = { $n ->
    [one] 1 page of yours still being withdrawn
   *[other] { $n } pages of yours still being withdrawn
}
closed-kept-here = { $n ->
    [one] 1 entry of theirs kept hidden by your rule, until { $until }
   *[other] { $n } entries of theirs kept hidden by your rule, the last until { $until }
}
closed-not-heard = { $device }: not heard from yet, may still hold the words
closed-heard = { $device }: has heard of it, { $when }
closed-settled = Their devices are no longer called. One that comes late is still told.
closed-still-called = Their devices are called until each has answered.
