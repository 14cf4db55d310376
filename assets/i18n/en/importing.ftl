# Entries of another vault.
import-settings = Entries of another vault
import-settings-hint = If you kept a journal in another vault on this computer, its entries can be copied into this one.
import-settings-open = Import from another vault…
import-title = Import from another vault
import-subtitle = Copies entries into this vault. The other one stays as it is.
import-back = Settings
import-explain = Only title, text and date of each entry are copied. Tags, what was shared and with whom, and earlier versions stay where they are. You see the list before anything is copied. The other vault must not be open meanwhile.
import-folder = Folder of the other vault
import-passphrase = Its passphrase
import-look = Show its entries
import-reading = Reading the other vault
import-stop = Stop
import-what = Each becomes a new entry here, with its title, text and date. Take the tick off what you do not want.
import-all = All of them
import-take = { $n ->
    [0] Copy nothing
    [one] Copy 1 entry
   *[other] Copy { $n } entries
}
import-cancel = Close the other vault
import-row = { $date } · { $line }
import-taking = { $n } of { $of } copied
import-done = { $n ->
    [0] Nothing was copied
    [one] 1 entry was copied
   *[other] { $n } entries were copied
}
import-done-then = The other vault is closed again, and nothing in it was changed.
import-empty = There are no entries in this vault
import-empty-then = What lies in its trash is not listed.
import-unreadable = { $n ->
    [one] 1 of its documents could not be read
   *[other] { $n } of its documents could not be read
}
import-unreadable-then = A value there is damaged. Restore that vault from a backup first if you need them.
