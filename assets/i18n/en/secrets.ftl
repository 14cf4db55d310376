# Passphrase and recovery.
secrets-title = Passphrase and recovery
secrets-subtitle = What opens this vault. Every change here asks for what opens it now.
secrets-back = Settings
secrets-settings = Passphrase and recovery
secrets-settings-hint = Choose another passphrase, or look after your recovery key.
secrets-settings-open = Open
secrets-present = Passphrase now
secrets-new = New passphrase
secrets-cancel = Cancel
secrets-later = Later
secrets-busy = Working. The lock is slow on purpose.
secrets-wait = { $n ->
    [one] You can try again in 1 second.
   *[other] You can try again in { $n } seconds.
}
secrets-change = Change the passphrase
secrets-change-explain = For another passphrase that nobody else knows. Older copies of the file key.age, in backups too, still open with the old one.
secrets-change-open = Change
secrets-change-do = Change the passphrase
secrets-changed = The passphrase is changed
secrets-changed-then = The new one opens this vault from now on. Backups made before still open with the old one.
secrets-just-opened = You opened the vault with your recovery key
secrets-just-opened-then = If the passphrase is forgotten, choose a new one now. Nothing you wrote changes.
secrets-anew = Somebody may know it
secrets-anew-explain = If somebody may know the passphrase, or has held your recovery page, a new passphrase alone is not enough. Here everything is sealed anew, and the old folder is removed.
secrets-anew-open = Seal everything anew
secrets-anew-do = Seal everything anew
secrets-anew-room = It takes some seconds, and for a moment twice the room on the disk. Nothing is lost if it is interrupted.
secrets-anew-copies = Backups keep what they copied, and the disk itself may keep older blocks for a while. The old passphrase opens those still. Delete old backups and make a new one.
secrets-anew-device = Whoever copied this folder earlier also has what your device proves itself with. If you think so, add a new device and remove this one.
secrets-anew-done = Everything is sealed anew
secrets-anew-done-then = The old passphrase opens nothing in this folder any more. Delete backups made before, and make a new one.
secrets-anew-left = The old folder could not be removed whole
secrets-anew-left-then = It lies beside the vault, its name ends in “.replaced”, and the next start tries again. Until then the old passphrase may open it.
