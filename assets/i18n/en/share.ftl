# Sharing, updating, withdrawing.
share-title = Share with { $name }
share-update-title = Update what { $name } sees
share-only = Only the words below leave this device. Drafts, deletions and the rest of the entry stay with you.
share-with = With
share-passage = Selected passage
share-whole = Whole entry
share-words = { $n ->
    [one] 1 word
   *[other] { $n } words
}
share-preparing = Preparing exactly what would leave
share-select-first = Select the passage in your entry first, then choose Update again.
share-fields = With these words leave
share-title-field = The title
share-date-field = The date
share-leaves-space = which space it is for ({ $value })
share-leaves-writer = that you wrote it ({ $value })
share-leaves-kind = that it is a shared entry
share-leaves-replaces = which one it takes the place of ({ $value })
share-also = Also leaves: { $list }
share-watching = Nobody is watching for this. { $name } reads shared entries before sessions, not when they arrive. You can withdraw it later; what has been read can’t be unread.
share-update-watching = This takes the place of what they see now, on each device that hears of it. What has been read can’t be unread, and nobody is watching for this.
share-keep = Keep private
share-do = Share { $words }
share-do-nothing = Share
share-update-keep = Leave as it is
share-update-do = Update to these { $words }

withdraw-title = Withdraw this from { $name }?
withdraw-explain = The words leave this device’s shared log now. Each of their devices removes them when it hears of it and says so; a device that stays away keeps them until then, and a practice may have to keep a hidden copy. What has been read can’t be unread. Your entry stays as it is.
withdraw-keep = Keep it shared
withdraw-do = Withdraw
withdraw-note-title = Take this note back?
withdraw-note-explain = { $name }’s devices remove it when they hear of it. What has been read can’t be unread.
withdraw-note-keep = Leave it there
withdraw-note-do = Take back

shared-heading = Shared from this entry
shared-whole = Whole entry · with { $name } · { $when }
shared-passage = A passage · with { $name } · { $when }
shared-withdrawn = Withdrawn from { $name } · { $when }
shared-replaced = An earlier version · replaced for { $name } · { $when }
shared-waiting = { $device }: waiting to be sent
shared-stored = { $device }: stored there, not opened yet
shared-arrived = { $device }: arrived { $when }
shared-not-heard = { $device }: not heard from yet, may still hold the words
shared-removed = { $device }: says the words are gone, { $when }
shared-kept = { $device }: kept hidden until { $until } by their practice’s rule
shared-refused = { $device }: refused, { $why }
shared-opened = { $name } opened it { $when }
shared-note-by = { $author }, { $when }
shared-note-rewritten = The passage was rewritten
shared-update = Update…
shared-update-select = To update, select the new passage in the entry
shared-withdraw = Withdraw…

shared-bring = Remind me to bring this to the next session
share-bring = Bring this to the next session
share-bring-hint = They see that you want to speak about it, and it stands first on their page.
share-to-bring = To bring
