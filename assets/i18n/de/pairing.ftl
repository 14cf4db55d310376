# Sich mit einer neuen Person verbinden.
pairing-title-client = Mit Ihrer Therapeut:in verbinden
pairing-title-therapist = Mit einer Klient:in verbinden
pairing-subtitle = Sie öffnen beide diese Seite, im selben Raum oder bei einem Anruf.
pairing-role-client = Ich führe ein Tagebuch
pairing-role-therapist = Ich begleite diese Person als Therapeut:in
pairing-begin = 1 · Eine Person lädt ein
pairing-begin-explain = Eine Person erstellt eine Einladung und gibt sie der anderen, als Nachricht oder auf einem USB-Stick.
pairing-invite = Einladen
pairing-have-one = Ich habe eine Einladung
pairing-give = 1 · Geben Sie der anderen Person diese Einladung
pairing-invitation = Einladung
pairing-copy = Kopieren
pairing-copied = Kopiert
pairing-save-file = Als Datei speichern …
pairing-save-do = Speichern
pairing-open-file = Datei öffnen …
pairing-open-do = Öffnen
pairing-path = Datei
pairing-file-saved = Gespeichert
pairing-file-saved-then = Bringen Sie diese Datei zum anderen Computer. Sie enthält keinen Namen.
pairing-file-exists = Eine Datei mit diesem Namen gibt es schon
pairing-file-exists-then = Geben Sie einen anderen Namen ein.
pairing-file-failed = Die Datei konnte nicht benutzt werden
pairing-file-failed-then = Prüfen Sie Ordner und Namen, oder kopieren Sie stattdessen den Text.
pairing-file-not-one = In dieser Datei ist keine Einladung
pairing-file-not-one-then = Wählen Sie die Datei mit der Einladung.
pairing-terms = Gilt einmal, zehn Minuten lang. Sie enthält keinen Namen. Wer sie benutzt, braucht noch die richtigen Wörter.
pairing-minutes = { $n ->
    [0] Die Zeit ist um
    [one] Noch weniger als eine Minute
   *[other] Noch { $n } Minuten
}
pairing-attempts = { $n ->
    [one] Jemand hat diese Einladung ausprobiert, ohne Erfolg
   *[other] { $n } Versuche mit dieser Einladung blieben ohne Erfolg
}
pairing-attempts-then = Wenn das nicht Sie beide waren, beenden Sie dies und übergeben Sie eine neue auf anderem Weg.
pairing-invited = 1 · Die Einladung
pairing-joining = Das andere Gerät wird angesprochen …
pairing-ask-relay = Diese Einladung läuft über { $host }
pairing-ask-relay-learns = Um sich so zu verbinden, spricht Ihr Computer mit jenem Relay. Es erfährt die Internetadresse Ihres Computers, dass Sie beide sich verbinden, wann und wie viel. Nicht Ihren Namen und keine Worte.
pairing-ask-relay-yes = Relay benutzen
pairing-ask-relay-no = Nur im selben Netzwerk
pairing-keep-relay = Sie haben sich über { $host } verbunden. Wenn Sie es behalten, treffen sich Ihre Geräte von jetzt an dort, wo immer Sie sind. Es erfährt, wann sie sich treffen und wie viel sie austauschen, nie Worte.
pairing-keep-relay-do = Dieses Relay behalten
pairing-reached = Die Einladung wurde benutzt. Jetzt die Wörter.
pairing-same-network = Oder im selben Netzwerk
pairing-asks = Ein Gerät in der Nähe fragt nach einer Verbindung.
pairing-nobody-asks = Kein Gerät in der Nähe fragt nach einer Verbindung.
pairing-let-try = Versuch zulassen
pairing-inviting = { $n ->
    [0] Kein Gerät in der Nähe lädt ein.
    [one] 1 Gerät in der Nähe lädt ein.
   *[other] { $n } Geräte in der Nähe laden ein.
}
pairing-ask = Nach Verbindung fragen
pairing-ask-one = Gerät { $n } fragen
pairing-asked = Es wird gefragt. Auf dem anderen Bildschirm lässt sich dieses Gerät zum Versuch zulassen; dann kommen die Wörter.
pairing-paste = Einladung einfügen
pairing-paste-inside = understory:…
pairing-join = Benutzen
pairing-back = Zurück
pairing-words = 2 · Zwei Wörter sagen, zwei Wörter eingeben
pairing-words-own = 2 · Zwei Wörter ablesen, zwei Wörter eingeben
pairing-words-later-own = Wenn die Einladung benutzt wird, erscheinen zwei Wörter hier und zwei auf dem neuen Computer.
pairing-type-own = Geben Sie die zwei ein, die der andere Computer zeigt
pairing-word-own = { $n ->
    [1] Erstes Wort auf dem anderen Computer
   *[other] Zweites Wort auf dem anderen Computer
}
pairing-waiting-own = Diese Wörter waren richtig. Geben Sie jetzt die von oben am anderen Computer ein.
pairing-words-later = Wenn die Einladung benutzt wird, erscheinen hier für Sie beide je zwei Wörter.
pairing-say-therapist = Sagen Sie diese Ihrer Therapeut:in
pairing-say-client = Sagen Sie diese Ihrer Klient:in
pairing-type = Geben Sie die zwei ein, die Sie hören
pairing-word = { $n ->
    [1] Erstes Wort, das Sie hören
   *[other] Zweites Wort, das Sie hören
}
pairing-unknown-word = Kein Wort der Liste; bitte noch einmal eingeben
pairing-check = Das sind die Wörter
pairing-waiting = Ihre Wörter waren richtig. Die andere Person hat ihre noch nicht eingegeben.
pairing-wrong-word = Ein falsches Wort beendet diesen Versuch: Jemand könnte dazwischen sein. Namen werden erst ausgetauscht, nachdem die Wörter richtig sind.
pairing-nothing-shared = Durch das Verbinden wird nichts geteilt. Sie wählen jeden Eintrag aus.
pairing-recognise = Wie haben Sie { $name } erkannt?
pairing-recognise-explain = Das bleibt bei diesem Namen auf Ihrer Seite „Menschen“.
pairing-in-the-room = Im Raum
pairing-on-video = Im Video
pairing-by-phone = Am Telefon
pairing-not-at-all = Gar nicht
pairing-their-turn = Die Bestätigung auf der anderen Seite steht noch aus.
pairing-done = Sie sind mit { $name } verbunden
pairing-done-then = Es wurde nichts geteilt. Von jetzt an lässt sich jeder Eintrag mit dieser Person teilen, wenn Sie es wählen.
pairing-to-people = Menschen und Geräte
pairing-again = Noch einmal beginnen
pairing-end-title = Verbinden beenden?
pairing-end-explain = Die Einladung gilt dann nicht mehr. Es wurde nichts geteilt.
pairing-end-stay = Weitermachen
pairing-end-do = Beenden
pairing-end-not-an-invitation = Das ist keine Einladung, oder ein Teil davon fehlt
pairing-end-not-an-invitation-then = Kopieren Sie alles, von „understory:“ bis zum Ende, und versuchen Sie es noch einmal.
pairing-end-wrong-flow = Diese Einladung ist nicht zum Verbinden zweier Menschen
pairing-end-wrong-flow-then = Bitten Sie um eine Einladung, die zwei Menschen verbindet.
pairing-end-not-reached = Das andere Gerät wurde nicht erreicht
pairing-end-not-reached-then = Beide Geräte müssen im selben Netzwerk sein oder das Relay der Einladung benutzen, und auf dem anderen muss die Seite mit der Einladung offen sein. Beginnen Sie dann noch einmal.
pairing-end-expired = Die zehn Minuten sind um
pairing-end-expired-then = Erstellen Sie eine neue Einladung. Das dauert einen Moment.
pairing-end-used = Diese Einladung wurde schon benutzt oder zu oft ausprobiert
pairing-end-used-then = Bitten Sie um eine neue.
pairing-end-wrong-word = Ein Wort war falsch, deshalb endete dieser Versuch
pairing-end-wrong-word-then = Es wurde vielleicht falsch verstanden, oder jemand könnte dazwischen sein. Es wurde kein Name gesendet. Beginnen Sie noch einmal, am besten im selben Raum.
pairing-end-they-ended = Die andere Seite hat es beendet
pairing-end-they-ended-then = Sprechen Sie miteinander, und beginnen Sie dann mit einer neuen Einladung noch einmal.
pairing-end-cancelled = Sie haben es beendet
pairing-end-cancelled-then = Es wurde nichts geteilt. Sie können jederzeit noch einmal beginnen.
pairing-end-same-role = Sie haben beide dieselbe Seite gewählt
pairing-end-same-role-then = Eine Person führt das Tagebuch, die andere begleitet sie als Therapeut:in. Beginnen Sie noch einmal und wählen Sie.
pairing-end-oneself = Das ist Ihre eigene Einladung
pairing-end-oneself-then = Geben Sie sie der anderen Person; benutzt wird sie auf deren Gerät.
pairing-end-network-off = Netzverbindungen sind ausgeschaltet
pairing-end-network-off-then = Schalten Sie sie in den Einstellungen ein und beginnen Sie dann noch einmal.
pairing-end-unconfirmed = Das neue Gerät wurde hinzugefügt, hat aber nicht gemeldet, dass es bereit ist
pairing-end-unconfirmed-then = Sehen Sie es sich an. Zeigt es Ihr Tagebuch, ist alles gut. Wenn nicht, entfernen Sie es auf der Seite „Menschen“ und beginnen Sie noch einmal.
