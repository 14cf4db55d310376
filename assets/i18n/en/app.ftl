# The frame of the window.
app-name = Understory
side-journal = Journal
side-clients = Clients
side-people = People
side-settings = Settings
side-safety = Safety
side-lock = Lock
keys-lock = Ctrl L
dismiss = Put this line away
field-show = Show what is typed
field-hide = Hide what is typed
field-caps = Caps Lock may be on

status-saved = Saved on this device
status-saving = Saving
status-waiting = Words wait for room on the disk
status-everything = { $name }: their device says it has everything, { $time }
status-contact-waiting = { $n ->
    [one] { $name }: one thing waits to be sent
   *[other] { $name }: { $n } things wait to be sent
}
status-contact-here = { $name }: connected
status-contact-away = { $name }: not connected

when-today = Today { $time }
when-tomorrow = Tomorrow { $time }
when-yesterday = Yesterday { $time }
when-month = { $month } { $year }
when-day = { $day } { $month }
when-day-year = { $day } { $month } { $year }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

settings-title = Settings
settings-theme = Look
settings-theme-auto = As the system
settings-theme-light = Light
settings-theme-dark = Dark
settings-theme-dim = Dim
settings-zoom = Size of text and controls
settings-percent = { $n } %
settings-country = Country
settings-country-hint = Decides which crisis lines the Safety page shows.
settings-idle = Lock when nobody is here
settings-idle-hint = Counted since the last key or movement. Kept until the vault is locked.
settings-minutes = { $n ->
    [one] 1 minute
   *[other] { $n } minutes
}
settings-network = How devices find each other
settings-network-nearby = Same network
settings-network-nearby-hint = Your device and theirs meet when both are on one network. Others on it can see that some such app runs.
settings-network-off = Off
settings-network-off-hint = No connection is opened. What you share waits here.
settings-network-relay-only = Relay only
settings-network-relay-only-hint = Your devices and theirs meet at a relay, wherever you are. It passes on sealed words that it cannot open.
settings-network-direct = Relay and direct
settings-network-direct-hint = Your devices and theirs meet at a relay and then speak directly where that works, which is faster.
settings-learns = Who learns what
settings-learns-them-off = The other person: nothing new.
settings-learns-them-nearby = The other person’s computer: this computer’s address in your network.
settings-learns-them-relay-only = The other person’s computer: none of this computer’s addresses.
settings-learns-them-direct = The other person’s computer also learns this computer’s addresses.
settings-learns-between-off = A relay: nothing, none is used.
settings-learns-between-nearby = A relay: nothing. Only an invitation may use one, for ten minutes, if you say so.
settings-learns-between-relay-only = The relay: this computer’s internet address, when it is on, which devices meet, when, and how much. No names, no words.
settings-learns-between-direct = The relay: this computer’s internet address, when it is on, and which devices meet. No names, no words.
settings-learns-here-off = Others on this network: nothing.
settings-learns-here-nearby = Others on this network: that some such app runs.
settings-learns-here-relay-only = Whoever runs this network: that this computer speaks to that relay.
settings-learns-here-direct = Whoever runs this network: that this computer speaks to that relay and to those computers.
settings-receiving = While the vault is locked
settings-receiving-switch = Go on receiving
settings-receiving-hint = What others send is taken in and sealed, and waits until you unlock. They read that it is stored and not opened yet. Nothing is sent from here.
settings-receiving-means = While locked, this computer then keeps a key in memory that can receive, and none that reads. Your devices and the people you are connected with see that it is on.
settings-receiving-off = It needs a connection: choose how devices find each other, above.
settings-relay = Relay
settings-relay-explain = A relay is a small program on a server, run by a practice or somebody it trusts. It keeps nothing. Both sides use the same one; ask your practice for its address and token.
settings-relay-url = Address
settings-relay-url-inside = relay.example.org
settings-relay-url-empty = Type the address of the relay.
settings-relay-url-long = Too long for an address.
settings-relay-url-https = The address must begin with https, or the token could be read on the way.
settings-relay-url-host = Only the name of the server, and a port if it has one.
settings-relay-url-malformed = This is no name of a server. Look for a mistyped character.
settings-relay-plain = Without https, whoever runs the network in between can read the token and see which devices meet.
settings-relay-token = Token
settings-relay-token-hint = Empty if the relay asks for none.
settings-relay-token-kept = One is kept. Leave this empty to keep it.
settings-relay-token-wrong = A token is one word of plain letters, digits and signs.
settings-relay-invitations = Invitations may go through it, in every mode
settings-relay-invitation-token = Token inside invitations
settings-relay-invitation-token-hint = Empty to give the same token on. Whoever you invite keeps it.
settings-relay-save = Save
settings-relay-use = Save and use
settings-relay-test = Test
settings-relay-forget = Forget this relay
settings-relay-connecting = Reaching the relay…
settings-relay-connected = Reached
settings-relay-denied = The relay refuses the token
settings-relay-failed = No answer; trying again
settings-relay-asking = Asking the relay…
settings-relay-reached = Reached in { $ms } ms
settings-relay-reached-then = It is a relay and lets this program in.
settings-relay-refused = Token refused
settings-relay-refused-then = It is a relay. Ask your practice for the token it takes now.
settings-relay-not-found = Not found
settings-relay-not-found-then = No server has this name. Look for a mistyped character, and whether this computer is online.
settings-relay-no-answer = No answer
settings-relay-no-answer-then = Nothing answers at this address. The relay may be switched off, or this network may block it.
settings-relay-certificate = The certificate is not for this server
settings-relay-certificate-then = Somebody may be in between, or the relay is set up wrongly. Nothing was sent to it.
settings-relay-not-a-relay = Not a relay
settings-relay-not-a-relay-then = Something answers at this address, but it is no relay. Look at the name and the port.
settings-retention = When a client withdraws something
settings-retention-hint = By default the words are removed here at once. If your practice must keep records, they stay hidden until then, and the client sees until when.
settings-retention-none = Remove at once
settings-years = { $n ->
    [one] Keep hidden for 1 year
   *[other] Keep hidden for { $n } years
}
settings-folder = Vault folder
settings-folder-hint = Everything you write is in this folder, sealed.
