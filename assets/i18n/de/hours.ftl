# Die ersten Stunden nach einer Sitzung.
hours-session = Sitzung { $n }, heute
hours-now = Jetzt
hours-help = Hilfe
hours-leave = Diese Seite verlassen
hours-question = Sagen Sie, welche Worte noch da sind, in beliebiger Reihenfolge.
hours-type = Tippen
hours-nothing = Noch nichts zu sagen
hours-nothing-title = Das ist in Ordnung.
hours-nothing-then = Nichts muss gesagt werden. Die Worte können morgen kommen, oder gar nicht.
hours-after-all = Doch etwas tippen
hours-text = Ihre Worte
hours-hint = Irgendwelche Worte
hours-done = Genug für jetzt
hours-entry = Erste Worte
hours-saved = Alles wird von selbst gespeichert.
hours-saved-and-waits = Alles wird von selbst gespeichert. Das Teilen wartet bis morgen.
hours-no-driving = Heute nicht mehr fahren. Frühestens morgen, nach einer ganzen Nacht Schlaf, und erst wenn Ihre Behandler:in zustimmt.
hours-sharing-waits = Das Teilen wartet bis morgen

# Die Liste der Tasten.
keys-title = Tasten
keys-new = Strg N
keys-new-does = Etwas Neues schreiben
keys-hours = F2
keys-hours-does = Die stille Seite für die Stunden nach einer Sitzung
keys-lock-does = Speichern und sperren
keys-hide = Strg Umschalt H
keys-hide-does = Speichern, sperren und das Fenster sofort weglegen
keys-undo = Strg Z
keys-undo-does = Die neueste Änderung zurücknehmen
keys-redo = Strg Y
keys-redo-does = Sie wiederherstellen
keys-zoom = Strg + und Strg -
keys-zoom-does = Größer und kleiner
keys-list = F1
keys-list-does = Diese Liste
keys-tab = Tab
keys-tab-does = Zum nächsten Element; Eingabe oder Leertaste benutzt es, Esc schließt
keys-done = Schließen

# Worte, die getippt werden, während das Tagebuch gesperrt ist.
catch-open = Schreiben, ohne zu entsperren
catch-locked = Gesperrt. Nichts aus Ihrem Tagebuch wird hier gezeigt.
catch-then = Beim Entsperren werden Sie nach diesen Worten gefragt.
catch-sealing = Wird versiegelt
catch-sealed = Versiegelt { $time }
catch-not-yet = Das ist hier noch nicht möglich
catch-not-yet-then = Entsperren Sie einmal auf diesem Computer. Danach lassen sich Worte schreiben, während gesperrt ist.
caught-notice-title = Etwas zu Worten, die im gesperrten Zustand geschrieben wurden
caught-changed = Die Datei, die sagt, für wen solche Worte versiegelt werden, war nicht die dieses Tagebuchs. Jetzt stimmt sie wieder.
caught-changed-then = Jemand oder etwas hat den Ordner verändert. Worte, die inzwischen geschrieben wurden, sind vielleicht für jemand anderen versiegelt.
caught-foreign = { $n ->
    [one] Ein Text öffnet sich nicht mit dem Schlüssel dieses Tagebuchs.
   *[other] { $n } Texte öffnen sich nicht mit dem Schlüssel dieses Tagebuchs.
}
caught-foreign-then = Die Dateien wurden gelassen, wie sie sind, im Ordner capture neben dem Tresor.
caught-understood = Verstanden
caught-title = Im gesperrten Zustand geschrieben: { $when }
caught-of = Der erste von { $n } Texten
caught-hint = Was Sie nicht behalten, kommt in den Papierkorb.
caught-keep = Behalten
caught-trash = Wegwerfen
caught-later = Jetzt nicht
