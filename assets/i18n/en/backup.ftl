# Backups, and a vault made from one.
backup-title = Backup
backup-subtitle = The whole vault in one file, sealed as it is here.
backup-open = See backups
backup-none = No backup was made on this device yet.
backup-none-alone = Without a backup and without a second device, a lost laptop is lost words, except what you shared.
backup-last = Last made: { $when }. All { $n } values in it were opened, { $kib } KiB.
backup-damaged = { $n ->
    [one] 1 value in it is damaged, as it was in this vault.
   *[other] { $n } values in it are damaged, as they were in this vault.
}
backup-restored = On { $date } this vault was made from a backup, begun again, or found to remember less than another device.
backup-save = Save a backup…
backup-save-do = Save it
backup-place = File
backup-place-hint = Best on a stick or another disk. A file that is there is left as it is.
backup-file = understory-{ $date }.backup
backup-cloud = { $cloud } copies this file to its own computers
backup-cloud-then = The words in it are sealed. Whoever has the file and your passphrase or recovery page can read them.
backup-words-wait = Words that wait for room are not in it
backup-under-way = Opening everything in it: { $done } of { $of }
backup-done = The backup is made
backup-done-then = It is on the disk, and every value in it was opened once. Now it may go on a stick, or to another place.
backup-exists-then = It was left as it is. If it is an older backup, this one can take its place; nothing else is ever replaced.
backup-replace = Replace the older backup
backup-full-then = Nothing was left behind. Free some space there, or choose another disk.
backup-holds-title = What it holds
backup-holds = Everything in this vault: entries, what was shared with you, the people you are connected with, and what this device proves itself with.
backup-opens-title = What opens it
backup-opens = Your passphrase and your recovery key as they are today, also after you change them here. After “Seal everything anew”, delete older backups.
backup-back-title = How it comes back
backup-back = Start Understory where there is no vault yet, and choose “Restore from a backup”. A backup never replaces a vault that is there.

welcome-restore = Restore from a backup
welcome-restore-hint = From a file, with its passphrase or your recovery key.
restore-title = Restore from a backup
restore-subtitle = The backup is only read. If anything fails, nothing is left behind.
restore-file = Backup file
restore-file-hint = It may lie on a stick.
restore-secret = Passphrase or recovery key
restore-secret-hint = Those of the day the backup was made.
restore-runs-title = Does the old computer still run?
restore-runs-subtitle = The one this backup was made on. Two computers must not be the same device for the people you share with.
restore-gone = It is gone, and its vault with it
restore-gone-hint = Lost, broken or erased. This vault takes its place.
restore-still = It still runs, or somebody may have it
restore-still-hint = This computer becomes a new device of yours, with keys of its own.
restore-new-title = A new device of yours
restore-new-subtitle = The old computer stays a device of yours until you remove it.
restore-new-easier = If the old computer is in front of you, add this one there instead: everything that is in the backup comes from it, and nobody has to be asked.
restore-new-join = Add this computer from the old one
restore-new-by-key = Otherwise your recovery key adds it. Your other devices and the people you are connected with are asked for a yes before it gets anything from them.
restore-new-key-hint = Leave it empty if you typed it a moment ago to open the backup.
restore-new-do = Restore as a new device
recovery-alone = A recovery key is no backup
recovery-alone-then = It opens a vault that is there. Without a backup and without a second device, a lost laptop is lost words, except what you shared. You find both later: Settings, and People and devices.

# A page to print for a device that was lost and removed. It is written in the fonts every reader has: only letters of
# western Europe.
lost-open = A page to print…
lost-place = ~/understory-lost-device.pdf
lost-place-hint = The page holds no key and no written word. It names devices and people.
lost-saved = The page is saved
lost-saved-then = Print it, or keep it where you keep such papers.
lost-title = A lost device
lost-made = For { $name }, made on { $date }
lost-device = Device: { $device }
lost-when-title = When
lost-removed = Removed from your devices on { $date }, { $time }, as far as the device that made this page knows.
lost-removed-unknown = Removed from your devices. When that was is not known on this device.
lost-heard = Last heard from on { $date }, { $time }.
lost-heard-never = The device that made this page never heard from it.
lost-on-it-title = What was on it
lost-on-it = What you had written until it was last heard from: { $n ->
    [one] 1 entry
   *[other] { $n } entries
}, with their notes, and what was deleted since it last heard. It may hold what you wrote on it afterwards.
lost-people = What you shared with these people and they with you: { $names }.
lost-sealed-title = How it was sealed
lost-sealed = Everything in its vault is sealed with age. Whoever has the device needs its passphrase, or your printed recovery key. Each guess at the passphrase costs 128 MiB of memory and about a third of a second.
lost-sealed-open = If it was unlocked when it was lost, it could be read until it locked itself or was switched off.
lost-told-title = Who knows that it was removed
lost-told = These devices said that they know, and give it nothing any more: { $names }.
lost-untold = Not heard yet: { $names }. Each still trusts it until it has heard.
lost-nobody-to-tell = No other device has to hear of it.
lost-names-more = { $names }, and { $n } more
lost-then-title = What you can do
lost-then = Removing does not erase it: what is on it stays there, sealed. Tell the people named here by voice. If somebody may know the passphrase of the device, count what was on it as read.
lost-then-key = If your recovery page may be in the same hands, make a new recovery key and seal everything anew, in Settings under Passphrase and recovery.
