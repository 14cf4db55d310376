# Das Tagebuch.
journal-search = { $n ->
    [one] 1 Eintrag durchsuchen
   *[other] { $n } Einträge durchsuchen
}
journal-search-label = Titel und Texte durchsuchen
journal-nothing-found = Nichts gefunden
filter-open = Auswählen, was gezeigt wird
filter-close = Auswahl schließen
filter-all = Alles zeigen
filter-shared-any = Alle
filter-shared = Geteilt
filter-only-me = Nur ich
filter-session = Über eine Sitzung
filter-first-hours = Aus den ersten Stunden
filter-tag = Mit dem Schlagwort { $tag }
filter-month-before = Der Monat davor
filter-month-after = Der Monat danach
journal-new = Neuer Eintrag
journal-first = Noch ist nichts geschrieben
journal-first-button = Den ersten Eintrag schreiben
journal-none-open = Einen Eintrag auswählen oder einen neuen beginnen
journal-untitled = Ohne Titel
journal-date-and-tag = { $date } · { $tag }
journal-trash = { $n ->
    [one] Papierkorb, 1 Eintrag
   *[other] Papierkorb, { $n } Einträge
}
journal-leave-trash = Zurück zum Tagebuch
journal-in-trash = Dieser Eintrag ist im Papierkorb
read-on-open = Nacheinander lesen
read-on-leave = Zurück zum Schreiben
read-on-write-short = Weiterschreiben
read-on-write = Weiterschreiben: { $name }, { $day }
versions-open = Fassungen
versions-title = Fassungen dieses Eintrags
versions-hint = Markiert: was nicht mehr da ist. Durchgestrichen: was später kam.
versions-one = Es gibt eine Fassung: den Eintrag, wie er ist.
versions-now = Jetzt
versions-earlier = Früher
versions-line = { $when } · { $n ->
    [one] 1 Zeichen
   *[other] { $n } Zeichen
}
versions-gone = [nicht mehr da: { $words }]
versions-new = [kam später: { $words }]
versions-bring-back = Diese Fassung zurückholen
versions-close = Schließen
trash-note = Was Sie wegwerfen, bleibt mindestens 30 Tage hier. Dann wird es endgültig entfernt, auf allen Ihren Geräten.
trash-is-empty = Der Papierkorb ist leer
trash-until = Nach dem { $date } wird er endgültig entfernt.
trash-shared = Etwas davon ist geteilt. Er bleibt hier, bis Sie das zurücknehmen.
trash-empty = Papierkorb leeren …
trash-end-this = Endgültig entfernen …
trash-title = { $n ->
    [one] 1 Eintrag endgültig entfernen?
   *[other] { $n } Einträge endgültig entfernen?
}
trash-then = Die Worte verschwinden sofort von diesem Computer, und von Ihren anderen Geräten, sobald sie ihn das nächste Mal treffen. Niemand kann sie zurückholen.
trash-then-backups = Sicherungen, die vorher erstellt wurden, enthalten sie noch.
trash-keep = Behalten
trash-remove = Endgültig entfernen
journal-restore = { $name } wiederherstellen
journal-restore-this = Wiederherstellen
journal-throw-away = Wegwerfen
journal-only-you = Nur Sie
journal-shared = Geteilt
journal-share = Teilen …
journal-add-tag = Schlagwort
journal-new-tag = Neues Schlagwort
journal-remove-tag = Schlagwort { $tag } entfernen
journal-title = Titel
journal-title-hint = Titel
journal-text = Text
journal-text-hint = Irgendwo beginnen
journal-words = { $n ->
    [one] 1 Wort
   *[other] { $n } Wörter
}
journal-saved = Gespeichert { $time } · { $words }
journal-saving = Wird gespeichert · { $words }
journal-not-saved = Nicht gespeichert · { $words }
