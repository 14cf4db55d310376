# People and devices.
when-weekday = { $day } { $time }
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday

people-title = People and devices
people-subtitle = Who holds what, as each device last told this one.
people-connect = Connect…
people-cancel = Cancel
people-nobody = Nobody yet
people-nobody-then = Connect when you are in one room, or on a call with a computer on the same network. Connecting shares nothing.
people-name-role = { $name } · { $role }
people-role-client = your client
people-role-therapist = your therapist
people-shared = { $n ->
    [0] Nothing shared
    [one] 1 entry shared
   *[other] { $n } entries shared
}{ $m ->
    [0] { "" }
   *[other] { " " }· { $m } withdrawn
}
people-received = { $n ->
    [0] Nothing received
    [one] 1 entry received
   *[other] { $n } entries received
}{ $m ->
    [0] { "" }
   *[other] { " " }· { $m } new
}
people-recognised-room = You recognised them in the room
people-recognised-video = You recognised them on video
people-recognised-phone = You recognised them by phone
people-recognised-not = You did not recognise them when you connected
people-recognised-not-then = Ask them, in the room or on a call, whether it was them.
people-try-now = Try now
people-address = Address…
people-address-title = Where is a device of { $name }?
people-address-explain = When a device is on this network and still not found, type the address and port that its own network settings show.
people-address-label = Address and port
people-address-example = 192.168.1.20:4433
people-address-wrong = This is no address with a port. It looks like 192.168.1.20:4433
people-address-add = Try this address
people-rtt-under = under 1 ms
people-rtt = { $ms } ms
people-link-direct = Direct, same network · { $rtt }
people-link-direct-far = Direct · { $rtt }
people-link-relay = Through your relay · { $rtt }
people-link-heard = Last heard from { $when }
people-link-never = Not heard from yet
people-here-now = Here now
people-never = Not yet
people-everything = Says it has everything, { $when }
people-waiting = { $n } waiting
people-receiving = Receiving { $done } of { $of }
people-sending = Sending { $done } of { $of }
people-lost = { $n ->
    [one] It holds one page that this device no longer has. If you wrote it, it can come back.
   *[other] It holds { $n } pages that this device no longer has. What you wrote of them can come back.
}
people-take-back = Take back what is mine
people-unopened = { $n } stored, not opened yet
people-refused = { $n } refused: { $why }
people-unknown = Has not said what it has
people-paused = Stopped: its memory of us does not fit
people-held-back = Waits for your yes
people-paused-then = It remembers more, or something else, than this vault sent. One of the two may be an older copy, or another computer runs with a copy of this vault. If there is such a copy, stop using one of the two and add that computer as a device of its own.
people-restored-then = This vault was made from a backup, begun again, or may be a copy of one that runs elsewhere. It does not know what was removed or withdrawn since. Say yes only if this device still belongs here. If it stops again after your yes, another computer runs with a copy of this vault.
people-serve-again = Serve it again
people-serve-restored = Yes, it belongs here
people-your-devices = Your devices
people-this-device = This device
people-here = Here
people-network = Same network only
people-network-then = Two devices meet only while both are on one network and Understory is open on both. What you share waits here until then.
people-network-relay = Through your relay
people-network-relay-then = Devices meet at { $host }, wherever they are, while both are unlocked. What you share waits here until then.
people-network-off = Networking is off
people-network-off-then = No device is reached until you turn it on in Settings. What you share waits here.
people-open-settings = Open settings

# Between thousands.
number-group = ,
incidents-title = Worth a look
incidents-all = Show all { $n }
incidents-fewer = Show fewer
incident-with-name = { $name }: { $what }
incident-stranger = A device that nobody here knows knocked and was refused
incident-bad-frame = A device broke the rules of the conversation; the connection was closed
incident-refused = Something was sent and not kept: { $why }
incident-damaged = A value in this vault did not open and was set aside
incident-cursor-mismatch = A device remembers this vault otherwise than it is; sending to it stopped
incident-went-back = It has less of its own than it sent here before. It is an older copy, or two computers run with one vault
incident-failed-invitation = Somebody tried an invitation and failed
incident-clock-ahead = The clock of their device is { $n ->
    [one] a day
   *[other] { $n } days
} ahead of this one, so the two cannot connect. Set the date right where it is wrong.
incident-clock-behind = The clock of their device is { $n ->
    [one] a day
   *[other] { $n } days
} behind this one, so the two cannot connect. Set the date right where it is wrong.
incident-apply-failed = Something received could not be read and was set aside

refused-too-large = too large
refused-malformed = not well formed
refused-not-the-writer = not written by its writer
refused-misplaced = it belongs elsewhere
refused-incomplete = something before it is missing
refused-gone = it was withdrawn
refused-unknown = of a newer version
refused-full = no room left there
incident-repaired = Two devices held different pages; each sent what the other lacked
incident-not-repaired = Two devices hold different pages, and sending them again changed nothing
incident-told-removed = Says that this computer was removed from its person’s devices
incident-came-back = Words written here went on in something that was removed for good elsewhere. They are a page of their own now
incident-too-much-today = A device sent more than fits in one day; the rest can come tomorrow
