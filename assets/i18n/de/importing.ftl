# Einträge eines anderen Tresors.
import-settings = Einträge eines anderen Tresors
import-settings-hint = Wenn Sie auf diesem Computer in einem anderen Tresor Tagebuch geführt haben, lassen sich dessen Einträge in diesen kopieren.
import-settings-open = Aus einem anderen Tresor importieren …
import-title = Aus einem anderen Tresor importieren
import-subtitle = Kopiert Einträge in diesen Tresor. Der andere bleibt, wie er ist.
import-back = Einstellungen
import-explain = Nur Titel, Text und Datum jedes Eintrags werden kopiert. Schlagwörter, was mit wem geteilt wurde und frühere Fassungen bleiben, wo sie sind. Sie sehen die Liste, bevor etwas kopiert wird. Der andere Tresor darf währenddessen nicht geöffnet sein.
import-folder = Ordner des anderen Tresors
import-passphrase = Seine Passphrase
import-look = Seine Einträge zeigen
import-reading = Der andere Tresor wird gelesen
import-stop = Anhalten
import-what = Jeder wird hier ein neuer Eintrag, mit Titel, Text und Datum. Nehmen Sie den Haken weg, wo Sie etwas nicht möchten.
import-all = Alle
import-take = { $n ->
    [0] Nichts kopieren
    [one] 1 Eintrag kopieren
   *[other] { $n } Einträge kopieren
}
import-cancel = Den anderen Tresor schließen
import-row = { $date } · { $line }
import-taking = { $n } von { $of } kopiert
import-done = { $n ->
    [0] Nichts wurde kopiert
    [one] 1 Eintrag wurde kopiert
   *[other] { $n } Einträge wurden kopiert
}
import-done-then = Der andere Tresor ist wieder geschlossen, und nichts darin wurde verändert.
import-empty = In diesem Tresor sind keine Einträge
import-empty-then = Was in seinem Papierkorb liegt, ist nicht aufgeführt.
import-unreadable = { $n ->
    [one] 1 seiner Dokumente konnte nicht gelesen werden
   *[other] { $n } seiner Dokumente konnten nicht gelesen werden
}
import-unreadable-then = Dort ist ein Wert beschädigt. Stellen Sie jenen Tresor zuerst aus einer Sicherung wieder her, wenn Sie sie brauchen.
