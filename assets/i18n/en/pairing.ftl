# Connecting with a new person.
pairing-title-client = Connect with your therapist
pairing-title-therapist = Connect with a client
pairing-subtitle = Both of you open this page, in the same room or on a call.
pairing-role-client = I keep a journal
pairing-role-therapist = I see this person as their therapist
pairing-begin = 1 · One of you invites
pairing-begin-explain = One of you makes an invitation and hands it to the other, by a message or on a USB stick.
pairing-invite = Invite
pairing-have-one = I have an invitation
pairing-give = 1 · Give them this invitation
pairing-invitation = Invitation
pairing-copy = Copy
pairing-copied = Copied
pairing-save-file = Save as file…
pairing-save-do = Save
pairing-open-file = Open a file…
pairing-open-do = Open
pairing-path = File
pairing-file-saved = Saved
pairing-file-saved-then = Take this file to the other computer. It holds no name.
pairing-file-exists = There is a file with this name already
pairing-file-exists-then = Type another name.
pairing-file-failed = The file could not be used
pairing-file-failed-then = Look at the folder and the name, or copy the text instead.
pairing-file-not-one = This file holds no invitation
pairing-file-not-one-then = Choose the file with the invitation.
pairing-terms = Works once, for ten minutes. It holds no name. Whoever uses it still needs the right words.
pairing-minutes = { $n ->
    [0] Time is up
    [one] Less than a minute left
   *[other] { $n } minutes left
}
pairing-attempts = { $n ->
    [one] Somebody tried this invitation and failed
   *[other] { $n } attempts with this invitation failed
}
pairing-attempts-then = If it was not the two of you, end this and hand over a new one another way.
pairing-invited = 1 · The invitation
pairing-joining = Reaching their device…
pairing-ask-relay = This invitation goes through { $host }
pairing-ask-relay-learns = To connect this way, your computer speaks to that relay. It learns your computer’s address on the internet, that you two connect, when, and how much. Not your name, and no words.
pairing-ask-relay-yes = Use the relay
pairing-ask-relay-no = Only on the same network
pairing-keep-relay = You connected through { $host }. Keep it, and your devices meet there from now on, wherever you are. It learns when they meet and how much they exchange, never words.
pairing-keep-relay-do = Keep this relay
pairing-reached = The invitation was used. Now the words.
pairing-same-network = Or, on the same network
pairing-asks = A device nearby is asking to connect.
pairing-nobody-asks = No device nearby is asking.
pairing-let-try = Let it try
pairing-inviting = { $n ->
    [0] No device nearby is inviting.
    [one] 1 device nearby is inviting.
   *[other] { $n } devices nearby are inviting.
}
pairing-ask = Ask to connect
pairing-ask-one = Ask device { $n }
pairing-asked = Asking. On their screen they can let this device try; then come the words.
pairing-paste = Paste the invitation
pairing-paste-inside = understory:…
pairing-join = Use it
pairing-back = Back
pairing-words = 2 · Say two words, type two words
pairing-words-own = 2 · Read two words, type two words
pairing-words-later-own = When the invitation is used, two words appear here and two on the new computer.
pairing-type-own = Type the two that the other computer shows
pairing-word-own = { $n ->
    [1] First word on the other computer
   *[other] Second word on the other computer
}
pairing-waiting-own = These words were right. Now type the ones above on the other computer.
pairing-words-later = When the invitation is used, two words appear here for each of you.
pairing-say-therapist = Say these to your therapist
pairing-say-client = Say these to your client
pairing-type = Type the two you hear
pairing-word = { $n ->
    [1] First word you hear
   *[other] Second word you hear
}
pairing-unknown-word = Not a word of the list; type it again
pairing-check = These are the words
pairing-waiting = Your words were right. They have not typed theirs yet.
pairing-wrong-word = A wrong word ends this attempt: someone may be in between. Names are exchanged only after the words are right.
pairing-nothing-shared = Nothing is shared by connecting. You choose each entry.
pairing-recognise = How did you recognise { $name }?
pairing-recognise-explain = This stays with their name on your People page.
pairing-in-the-room = In the room
pairing-on-video = On video
pairing-by-phone = By phone
pairing-not-at-all = Not at all
pairing-their-turn = Waiting for them to confirm on their side.
pairing-done = You are connected with { $name }
pairing-done-then = Nothing was shared. From now on each entry can be shared with them, when you choose to.
pairing-to-people = People and devices
pairing-again = Start again
pairing-end-title = End connecting?
pairing-end-explain = The invitation stops working. Nothing was shared.
pairing-end-stay = Go on
pairing-end-do = End it
pairing-end-not-an-invitation = This is no invitation, or a part of it is missing
pairing-end-not-an-invitation-then = Copy all of it, from “understory:” to its end, and try again.
pairing-end-wrong-flow = This invitation is not for connecting two people
pairing-end-wrong-flow-then = Ask for an invitation to connect two people.
pairing-end-not-reached = Their device was not reached
pairing-end-not-reached-then = Both devices must be on the same network or use the relay of the invitation, and the page with the invitation must be open on theirs. Then start again.
pairing-end-expired = The ten minutes are over
pairing-end-expired-then = Make a new invitation. It takes a moment.
pairing-end-used = This invitation was used before, or tried too often
pairing-end-used-then = Ask for a new one.
pairing-end-wrong-word = A word was wrong, so this attempt ended
pairing-end-wrong-word-then = It may have been misheard, or someone may be in between. No name was sent. Start again, best in the same room.
pairing-end-they-ended = The other side ended it
pairing-end-they-ended-then = Talk to each other, then start again with a new invitation.
pairing-end-cancelled = You ended it
pairing-end-cancelled-then = Nothing was shared. You can start again at any time.
pairing-end-same-role = You both chose the same side
pairing-end-same-role-then = One of you keeps the journal, the other is their therapist. Start again and choose.
pairing-end-oneself = This is your own invitation
pairing-end-oneself-then = Give it to the other person; they use it on their device.
pairing-end-network-off = Networking is off
pairing-end-network-off-then = Turn it on in Settings, then start again.
pairing-end-unconfirmed = The new device was added, but did not say that it is ready
pairing-end-unconfirmed-then = Look at it. If it shows your journal, all is well. If not, remove it on the People page and start again.
