# Files carried by hand.
carry-title = Carry by hand
carry-explain = No network? Save a sealed file to a USB stick. Only the devices it is for can open it.
carry-explain-nobody = No network? Sealed files go by USB stick, once you are connected with somebody or have a second device.
carry-save = Save sealed file…
carry-open = Open…
carry-busy = One moment
carry-save-title = Save a sealed file
carry-save-explain = It holds what the other devices have not said they have, and says what this one has of theirs. Its name says nothing about you.
carry-save-for = For whom?
carry-my-devices = My own devices
carry-path = File
carry-save-do = Save
carry-open-title = Open a sealed file
carry-open-explain = Type where it is. An old file, or one opened before, does no harm.
carry-open-do = Open it

carry-saved = { $n ->
    [0] Saved. No new page is in it, only what this device has of theirs
    [one] Saved, with 1 page in it
   *[other] Saved, with { $n } pages in it
}
carry-saved-then = What waits stays waiting here until they have opened it and their file came back.
carry-saved-more = This file is full. When they have opened it and their file came back, save another one for the rest.
carry-file-exists = A file of that name is there already
carry-file-exists-then = It was left as it is. Choose another name.
carry-file-full = There is no room for the file
carry-file-full-then = Make room there, or choose another place. Nothing is lost.
carry-file-failed = The file could not be written there
carry-file-failed-then = Look whether the folder exists and the stick can be written.
carry-not-read = There is no file that could be read
carry-not-read-then = Look whether the stick is in, and type the name of the file too.

carry-from = { $device } of { $person }
carry-from-own = your device { $device }
carry-came = { $n ->
    [0] No new page
    [one] 1 page
   *[other] { $n } pages
} from { $from }{ $m ->
    [0] { "" }
   *[other] , { $m } withdrawn or deleted
}
carry-came-then = Save a file back, so that they know what is here.
carry-nothing-new = Nothing new: everything in it from { $from } was here
carry-only-answers = It says what { $from } has. No new page is in it
carry-held-up = Nothing was taken in from { $from }
carry-earlier-missing = An earlier file is missing. This one fits once that one was opened.
carry-differs = One of the two vaults is an older copy. Connect the two devices once, so that they can compare.
carry-too-much = It is more than one person may bring in a day. Open it again tomorrow.
carry-refused = { $n ->
    [one] 1 piece was not kept; “Worth a look” on People says why.
   *[other] { $n } pieces were not kept; “Worth a look” on People says why.
}
carry-not-for-us = This file is not for this device
carry-not-for-us-then = It was sealed for somebody else, or before this device was known to them.
carry-unknown = This file is from a device that nobody here knows
carry-unknown-then = Nothing of it was taken in. Connect with that person first.
carry-removed = This file is from { $device }, a device that was removed
carry-removed-then = Nothing of it was taken in.
carry-waits = This file is from { $device }, a device that is not let in yet
carry-waits-then = Nothing of it was taken in. Look at the devices on this page first.
carry-forged = This file was not signed by the device it names
carry-forged-then = Nothing of it was taken in. Ask, by voice, who made it.
carry-damaged = This is no sealed file, or it is damaged or cut short
carry-damaged-then = Copy it again, and take the stick out only when the computer says so.
carry-newer = A newer version of Understory wrote this file
carry-newer-then = It opens once this one is brought up to date.

carry-last = { $device } was removed, and wrote something that is not here
carry-last-then = Nothing of it was taken in yet.
carry-last-title = Last pages of { $device }
carry-last-explain = You removed this device. These pages are not here. If you wrote them, they can become new entries; what is here stays as it is.
carry-last-untitled = Untitled
carry-last-line = { $day } · { $line }
carry-last-keep = Keep as new entries
carry-last-leave = Leave aside
carry-kept = { $n ->
    [one] 1 new entry
   *[other] { $n } new entries
}
carry-kept-then = The name of the removed device is their tag.
carry-left-aside = Left aside
carry-left-aside-then = Nothing of it was taken in. The file is still on the stick.
