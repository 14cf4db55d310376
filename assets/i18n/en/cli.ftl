# The command line.
cli-panic = Understory stopped at { $place }.
cli-version = understory { $version }
cli-not-understood = { $what }. Run understory --help
cli-needs-command = Those options belong to a command
cli-failed = { $what }.
cli-no-display = There is no display here. To see the whole story without a window, run: understory demo --headless
cli-no-part = The demo has no such part.
cli-needs-invitation = A device is added with --invitation FILE
cli-passphrase = Passphrase (it is not shown), then Enter:{ " " }
cli-passphrase-unread = The passphrase could not be read
cli-passphrase-open = Others on this computer can read this passphrase file. Run chmod 600 on it, then try again
cli-key = Passphrase or recovery key (it is not shown), then Enter:{ " " }
cli-other-options = This command takes other options
cli-help = Understory, an integration journal that stays on this computer

    understory [--vault FOLDER]
        Opens the window.
    understory run [--vault FOLDER] [--passphrase-file FILE]
        A device of yours without a window, for a machine that is always on.
    understory add-device --invitation FILE [--vault FOLDER] [--name NAME] [--passphrase-file FILE]
        Makes this computer a device of yours, in the terminal.
    understory verify [--vault FOLDER] [--passphrase-file FILE]
    understory verify --from BACKUP [--passphrase-file FILE]
        Opens every value of a vault or a backup and says what is sound.
    understory backup [--vault FOLDER] --to FILE [--replace] [--passphrase-file FILE]
        Writes a vault, sealed as it is, into one file and opens all of it.
        A file that is there is left alone; --replace lets a newer backup take the place of an older one.
    understory restore --from BACKUP --to FOLDER [--passphrase-file FILE]
        Makes a vault of a backup, in a folder that is empty or does not exist yet.
    understory demo
        Opens two windows, a client's and a therapist's, with invented content.
    understory demo --headless [--json] [--keep FOLDER]
        The same story without a window; --keep leaves both vaults there.
    understory --help, --version

    A passphrase file must be readable by its owner only; - is the standard input.

verify-kind = { $kind }: { $n ->
    [one] 1 sound
   *[other] { $n } sound
}
verify-kind-0 = Files
verify-kind-1 = Changes
verify-kind-2 = Readable copies
verify-kind-3 = Pages of the list
verify-kind-4 = States of logs
verify-kind-5 = Deliveries
verify-kind-6 = Records
verify-kind-7 = Received while locked
verify-kind-other = A copy, a page of the list or a delivery
verify-damaged = Damaged: { $kind }, number { $number }: { $why }
verify-key-file = a key file is cut short or changed
verify-database = the database file is cut short or changed
verify-does-not-open = does not open
verify-misplaced = lies in another value's place
verify-malformed = does not hold what it should
verify-missing = is missing
verify-newer = was written by a newer version
verify-sound = All { $n } values are sound.
verify-not-sound = { $n } values are sound, { $damaged } are not. Keep this folder as it is and open a backup.
verify-not-sound-backup = { $n } values are sound, { $damaged } are not. Use another backup if there is one.

backup-made = The backup is made, and all { $n } values in it were opened. It has { $kib } KiB.
backup-opens-with = It opens with the passphrase and the recovery key of today, also after you change them.
backup-made-damaged = { $n ->
    [one] 1 value in it is damaged, as it is in the vault.
   *[other] { $n } values in it are damaged, as they are in the vault.
} To see which, run understory verify.
restore-made = The vault is made and complete. It opens with the passphrase and the recovery key of the backup.
restore-held-back = It sends nothing to another device before you say so in People and devices.
restore-one-computer = If the computer it was made on still runs, do not use both: they would be one device for everybody else. The window can restore it as a new device.

cli-fault = { $what }. { $then }
cli-fault-wrong-passphrase = This passphrase does not open it. A backup opens with that of the day it was made.
cli-fault-wrong-recovery-key = This recovery key does not open it. A backup opens with that of the day it was made.
cli-fault-folder-in-use = This folder already holds something, and nothing in it was changed. Choose a folder that is empty or does not exist yet.
cli-fault-already-open = The vault is open, in a window or in understory run. Save the backup in that window, in Settings under Backup, or close it first.
cli-fault-damaged = Part of it is damaged. It was left as it is. Run understory verify to see what is damaged.
cli-fault-disk-full = The disk is full. Nothing was left behind. Free some space, or choose another disk.
cli-fault-read-only = The folder cannot be written. Make it writable, or choose another one.
cli-fault-disk = The disk did not answer as expected. Check that it is connected, then try again.
cli-fault-file-exists = There is a file of that name already, and it was left as it is. Choose another name. With --replace a backup takes the place of an older backup, and of nothing else.

# A device without a window: these lines name nobody.
run-no-engine = The system did not let Understory start its threads.
run-unlocked = Unlocked.
run-network-off = Network: off. No device is reached until it is turned on in a window.
run-network-nearby = Network: the same network only.
run-network-relay-only = Network: through the relay only.
run-network-direct = Network: through the relay, and directly.
run-standing = Devices connected: { $connected } of { $devices }. On the way here: { $arriving }. Not stored there yet: { $waiting }. Stored there, not opened yet: { $unopened }.{ $paused ->
    [0] { "" }
   *[other] { " " }Not served until you have looked: { $paused }.
}
run-incident = Noticed: { $what }.
run-damaged = Values that did not open and were set aside: { $n }. Run understory verify to see which.
run-rebuilt = Lists were rebuilt from the log.
run-capture-changed = The file capture.pub was not this vault’s, and is again. What was written meanwhile while the vault was locked may have been sealed for somebody else.
run-caught-foreign = { $n ->
    [one] One text written while the vault was locked does not open with this vault’s key. Its file in the folder capture was left as it is.
   *[other] { $n } texts written while the vault was locked do not open with this vault’s key. Their files in the folder capture were left as they are.
}
run-removed = This computer was removed from your devices. It receives and sends nothing any more.
run-contested = Your devices removed each other. Nothing is sent until a third device, or the printed key, decides.
run-device-waits = A device that was added with a printed key waits for your yes. Give it in a window of another device.
run-ended = Ended as asked. Everything is written.

add-name = Always on
add-weak = This passphrase is too easy to guess. Six random words are enough
add-no-invitation = The file with the invitation could not be read
add-stopped = Ended early. If the other computer lists this one as your device, it was added; else start again
add-yes = yes
add-no = no
add-yes-or-no = Type yes to use the relay, or no to try on the same network only:
add-say = Type these on the other computer: { $words }
add-type = Type the two words the other computer shows, then Enter:
add-two-words = Two words, with a blank between them:
add-unknown-word = One of these is not a word of the list.
add-their-turn = Your words were right. Now type the two above on the other computer.
add-done = This computer is one of your devices now. Start it with: understory run
