# Teilen, aktualisieren, zurücknehmen.
share-title = Mit { $name } teilen
share-update-title = Aktualisieren, was { $name } sieht
share-only = Nur die Worte unten verlassen dieses Gerät. Entwürfe, Löschungen und der Rest des Eintrags bleiben bei Ihnen.
share-with = Mit
share-passage = Ausgewählte Stelle
share-whole = Ganzer Eintrag
share-words = { $n ->
    [one] 1 Wort
   *[other] { $n } Wörter
}
share-preparing = Vorbereitet wird genau das, was dieses Gerät verlassen würde
share-select-first = Wählen Sie zuerst die Stelle in Ihrem Eintrag aus, dann noch einmal „Aktualisieren“.
share-fields = Mit diesen Worten mitsenden
share-title-field = Den Titel
share-date-field = Das Datum
share-leaves-space = für welchen Bereich es ist ({ $value })
share-leaves-writer = dass Sie es geschrieben haben ({ $value })
share-leaves-kind = dass es ein geteilter Eintrag ist
share-leaves-replaces = an wessen Stelle es tritt ({ $value })
share-also = Ebenfalls mitgesendet: { $list }
share-watching = Niemand überwacht das. { $name } liest geteilte Einträge vor Sitzungen, nicht wenn sie ankommen. Sie können es später zurücknehmen; was gelesen wurde, lässt sich nicht ungelesen machen.
share-update-watching = Das tritt an die Stelle dessen, was dort jetzt zu sehen ist, auf jedem Gerät, das davon erfährt. Was gelesen wurde, lässt sich nicht ungelesen machen, und niemand hält danach Ausschau.
share-keep = Privat lassen
share-do = { $words } teilen
share-do-nothing = Teilen
share-update-keep = Lassen, wie es ist
share-update-do = Auf { $words } aktualisieren

withdraw-title = Dies von { $name } zurücknehmen?
withdraw-explain = Die Worte werden jetzt aus dem geteilten Protokoll dieses Geräts entfernt. Jedes Gerät der anderen Person entfernt sie, wenn es davon erfährt, und meldet das; ein Gerät, das fernbleibt, behält sie bis dahin, und eine Praxis muss vielleicht eine ausgeblendete Kopie aufbewahren. Was gelesen wurde, lässt sich nicht ungelesen machen. Ihr Eintrag bleibt, wie er ist.
withdraw-keep = Geteilt lassen
withdraw-do = Zurücknehmen
withdraw-note-title = Diese Randnotiz zurücknehmen?
withdraw-note-explain = Die Geräte von { $name } entfernen sie, wenn sie davon erfahren. Was gelesen wurde, lässt sich nicht ungelesen machen.
withdraw-note-keep = Dort lassen
withdraw-note-do = Zurücknehmen

shared-heading = Aus diesem Eintrag geteilt
shared-whole = Ganzer Eintrag · mit { $name } · { $when }
shared-passage = Eine Stelle · mit { $name } · { $when }
shared-withdrawn = Für { $name } zurückgenommen · { $when }
shared-replaced = Eine frühere Fassung · für { $name } ersetzt · { $when }
shared-waiting = { $device }: wartet aufs Senden
shared-stored = { $device }: dort gespeichert, noch nicht geöffnet
shared-arrived = { $device }: angekommen, { $when }
shared-not-heard = { $device }: noch nichts von dort gehört, hat die Worte vielleicht noch
shared-removed = { $device }: meldet, dass die Worte weg sind, { $when }
shared-kept = { $device }: nach der Regel der Praxis ausgeblendet aufbewahrt bis { $until }
shared-refused = { $device }: abgelehnt, { $why }
shared-opened = { $name } hat es geöffnet, { $when }
shared-note-by = { $author }, { $when }
shared-note-rewritten = Die Stelle wurde umgeschrieben
shared-update = Aktualisieren …
shared-update-select = Zum Aktualisieren die neue Stelle im Eintrag auswählen
shared-withdraw = Zurücknehmen …

shared-bring = Mich erinnern, dies in die nächste Sitzung mitzubringen
share-bring = Zur nächsten Sitzung mitbringen
share-bring-hint = Die andere Person sieht, dass Sie darüber sprechen möchten, und es steht auf ihrer Seite zuoberst.
share-to-bring = Mitbringen
