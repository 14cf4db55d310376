# The command line.
cli-panic = Understory stopped at { $place }.
cli-version = understory { $version }
cli-not-understood = { $what }. Run understory --help
cli-needs-command = Those options belong to a command
cli-failed = { $what }.
cli-no-display = There is no display here. To see the whole story without a window, run: understory demo --headless
cli-no-part = The demo has no such part.
cli-passphrase = Passphrase, then Enter:
cli-help = Understory, an integration journal that stays on this computer

    understory [--vault FOLDER]
        Opens the window.
    understory verify [--vault FOLDER] [--passphrase-file FILE]
        Opens every value of a vault and says what is sound.
    understory demo
        Opens two windows, a client's and a therapist's, with invented content.
    understory demo --headless [--json] [--keep FOLDER]
        The same story without a window; --keep leaves both vaults there.
    understory --help, --version

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
