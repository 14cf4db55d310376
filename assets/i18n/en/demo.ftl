### The demo: invented people and words. None of this was written by a client.

demo-preparing = Making two sample vaults and pairing them on this computer…
demo-opening =
    Two windows open: a client and a therapist, invented.
    In the client's window, open an entry, mark a sentence and choose Share.
    Both vaults are removed when you close the windows.
demo-passphrase = If it locks, { $name } opens with: { $words }
demo-client-name = Client 07 (sample)
demo-client-device = Laptop (sample)
demo-client-second = Desktop (sample)
demo-therapist-name = Therapist (sample)
demo-therapist-device = Office laptop (sample)

demo-entry-1-title = The corridor (sample)
demo-entry-1-text =
    What stays is the door. I kept looking for a key and there was no lock on it, there never had been.

    > Where have you met this feeling before?

    At the top of the stairs in the old house, listening to find out what sort of evening it was. *I learned to stand very still before going in anywhere.* I still do it at work.

    One small thing for this week: walk in first, brace later.
demo-entry-2-title = Third session (sample)
demo-entry-2-text =
    green, a long corridor / someone humming / not alone

    “it was never locked”
demo-entry-3-title = Ordinary Tuesday (sample)
demo-entry-3-text =
    Slept through. Noticed the kettle before it boiled.

    - walked without the phone, once
    - called my sister back

demo-sample-title = Sample: the corridor
demo-sample-private = Sample, kept private: the kettle was louder than the news.
demo-sample-deleted = Sample, deleted before sharing: I never said this to anyone.
demo-sample-shared = Sample, shared: what stays is the door that had no lock.
demo-sample-updated = Sample, said anew: the door was open the whole time.
demo-sample-first = Sample, written on the laptop: rain since noon.
demo-sample-second = Sample, written on the desktop: the stairs were only stairs.
demo-sample-note = Sample note: let us start at that door.

demo-step-create-client = Client: a new vault
demo-step-create-therapist = Therapist: a new vault
demo-step-write = Client writes an entry, and deletes a sentence again
demo-step-pair = They pair by invitation and four words
demo-step-share = Client shares one passage; the therapist's device says it has it
demo-step-read = Therapist reads it
demo-step-margin-note = Therapist leaves a note in the margin; the client sees it
demo-step-update = Client updates what the therapist sees; the old words go
demo-step-withdraw = Client withdraws; the therapist's device says it removed it
demo-step-share-again = Client shares the passage once more
demo-step-read-again = Therapist reads it
demo-step-add-device = Client adds a second computer by invitation and four words
demo-step-receive-everything = The second computer has the entry as it is
demo-step-write-on-both = Both computers write into one paragraph at once, and both words stay
demo-step-share-from-second = Client shares from the second computer; the therapist reads it
demo-step-remove-device = Client removes the second computer; the therapist's device has heard
demo-step-lock = Both lock
demo-step-kill-and-reopen = A writer is killed while writing; what was saved is there
demo-step-scan-folders = No words lie readable in either folder
demo-step-scan-therapist = Deleted and withdrawn words are in no value of the therapist's vault
demo-step-keep = Both vaults are left, closed, with a note of their keys

demo-note-head =
    Two sample vaults with invented words. For each: the passphrase, then the recovery key.
    With the recovery key in a file called key.txt:
      age -d -i key.txt client/recovery.age > identity.txt
      sqlite3 client/vault.db "select writefile(id || '.age', sealed) from value"
      for value in *.age; do age -d -i identity.txt "$value" | strings; done
