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
when-yesterday = Yesterday { $time }
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
settings-retention = When a client withdraws something
settings-retention-hint = By default the words are removed here at once. If your practice must keep records, they stay hidden until then, and the client sees until when.
settings-retention-none = Remove at once
settings-years = { $n ->
    [one] Keep hidden for 1 year
   *[other] Keep hidden for { $n } years
}
settings-folder = Vault folder
settings-folder-hint = Everything you write is in this folder, sealed. Copy the whole folder for a backup, with the vault locked.
