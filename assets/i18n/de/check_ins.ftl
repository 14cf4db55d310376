# Check-ins.
check-ins-title = Check-ins
check-ins-total = Gesamtwert { $title }, 0 bis { $max }. Gepunktete Linien sind Ihre Substanzsitzungen.
check-ins-quick = Kurzer Check-in
check-ins-quick-subtitle = Stimmung, Energie, Körper und Schlaf, in weniger als einer Minute
check-ins-quick-time = Weniger als eine Minute. Alles darf offen bleiben.
check-ins-quick-start = Check-in für heute
check-ins-latest = Zuletzt: { $total }
check-ins-latest-band = Zuletzt: { $total }, Bereich: { $band }
check-ins-first = Ihr erster Wert. Eine Zahl ist eine Skizze von zwei Wochen, kein Urteil. Niemand sonst sieht sie, wenn Sie sie nicht teilen.
check-ins-same = Gleich wie Ihr erster Wert. Eine Zahl ist eine Skizze von zwei Wochen, kein Urteil. Niemand sonst sieht sie, wenn Sie sie nicht teilen.
check-ins-below = { $n ->
    [one] 1 Punkt unter Ihrem ersten Wert. Eine Zahl ist eine Skizze von zwei Wochen, kein Urteil. Niemand sonst sieht sie, wenn Sie sie nicht teilen.
   *[other] { $n } Punkte unter Ihrem ersten Wert. Eine Zahl ist eine Skizze von zwei Wochen, kein Urteil. Niemand sonst sieht sie, wenn Sie sie nicht teilen.
}
check-ins-above = { $n ->
    [one] 1 Punkt über Ihrem ersten Wert. Eine Zahl ist eine Skizze von zwei Wochen, kein Urteil. Niemand sonst sieht sie, wenn Sie sie nicht teilen.
   *[other] { $n } Punkte über Ihrem ersten Wert. Eine Zahl ist eine Skizze von zwei Wochen, kein Urteil. Niemand sonst sieht sie, wenn Sie sie nicht teilen.
}
check-ins-next = Als Nächstes
check-ins-waits = Nicht innerhalb eines Tages nach einer Sitzung. Möglich ab: { $when }.
check-ins-time = Etwa zwei Minuten. Sie können bei jeder Frage aufhören und später weitermachen.
check-ins-start = { $title } beginnen
check-ins-go-on = Mit { $title } weitermachen
check-ins-incomplete = { $n ->
    [one] 1 Check-in ist unvollständig und hat keinen Gesamtwert.
   *[other] { $n } Check-ins sind unvollständig und haben keinen Gesamtwert.
}
check-ins-as-table = Als Tabelle lesen
check-ins-as-picture = Als Bild ansehen
check-ins-day = Tag
check-ins-total-heading = Gesamtwert
check-ins-range = Bereich
check-ins-band-line = { $band } { $from }
check-ins-reference = { $from } bis 33: eine Linie für Fachleute
check-ins-point = { $day }: { $total }
check-ins-offer = Wenn einer fertig ist
check-ins-offer-hint = Anbieten öffnet das Teilen mit allem, was hinausginge. Nichts geht hinaus, bevor Sie zustimmen.
check-ins-offer-nobody = Für mich behalten
check-ins-offer-to = { $name } anbieten
check-ins-into-entry = In einen Eintrag übernehmen
check-ins-into-entry-of = { $day } in einen Eintrag übernehmen
check-ins-into-entry-hint = Daraus wird ein Eintrag mit Ihren Antworten. Dort können Sie ihn kürzen, weiterschreiben oder teilen.
check-in-entry-title = { $title }, { $day }
check-in-entry-total = Gesamtwert { $total } von { $max }
check-in-entry-total-band = Gesamtwert { $total } von { $max }, Bereich: { $band }
check-in-entry-no-total = Nicht jede Frage wurde beantwortet, deshalb gibt es keinen Gesamtwert.
check-in-entry-open = nicht beantwortet
band-minimal = minimal
band-mild = leicht
band-moderate = mittelgradig
band-moderately-severe = ausgeprägt
band-severe = schwer
check-in-leave = Verlassen und später weitermachen
check-in-ground = Anhalten und sich erden
check-in-last = eine letzte Frage
check-in-of = Frage { $n } von { $of }
check-in-title = { $title }, { $of }
check-in-answer = { $key }  { $words }
check-in-back = Frage davor
check-in-skip = Diese überspringen
check-in-open = { $n ->
    [one] 1 Frage ist offen. Ohne sie gibt es keinen Gesamtwert, und das ist in Ordnung.
   *[other] { $n } Fragen sind offen. Ohne sie gibt es keinen Gesamtwert, und das ist in Ordnung.
}
check-in-finish = Abschließen
quick-mood = Stimmung
quick-mood-0 = Sehr gedrückt
quick-mood-1 = Gedrückt
quick-mood-2 = Dazwischen
quick-mood-3 = Gut
quick-mood-4 = Sehr gut
quick-energy = Energie
quick-energy-0 = Keine
quick-energy-1 = Wenig
quick-energy-2 = Etwas
quick-energy-3 = Genug
quick-energy-4 = Viel
quick-body = Körper
quick-body-0 = Schmerzen
quick-body-1 = Angespannt
quick-body-2 = Dazwischen
quick-body-3 = Entspannt
quick-body-4 = Sehr wohl
quick-sleep = Schlaf letzte Nacht
quick-sleep-0 = Kaum
quick-sleep-1 = Schlecht
quick-sleep-2 = Dazwischen
quick-sleep-3 = Gut
quick-sleep-4 = Sehr gut
quick-note = Ein Wort dazu

# Nach einer Antwort, die danach verlangt.
honest-title = Danke für Ihre Ehrlichkeit
honest-now = Wenn Sie nach diesen Gedanken handeln könnten, wenden Sie sich jetzt an einen dieser Kontakte. Niemand überwacht diese App, und niemand erfährt, was Sie geantwortet haben.
honest-sharing = Ihre Antwort wird aufbewahrt und an niemanden gesendet. Sie können sie in einen Eintrag übernehmen und diesen später mit Ihrer Therapeut:in teilen; Teilen ist kein Anruf.
honest-plan = Meinen Sicherheitsplan öffnen
honest-go-on = Mit den Fragen weitermachen

# Mittendrin anhalten.
ground-title = Sie können hier anhalten
ground-feet = Spüren Sie beide Füße auf dem Boden. Drücken Sie sie ein wenig nach unten.
ground-see = Nennen Sie fünf Dinge, die Sie sehen.
ground-hear = Nennen Sie drei Dinge, die Sie hören.
ground-breath = Atmen Sie ein paarmal länger aus als ein.
ground-over = Es ist vorbei. Sie sind hier, und es ist heute.
ground-leave = Die Fragen verlassen
ground-go-on = Mit den Fragen weitermachen

# Der Sicherheitsplan.
plan-title = Mein Plan für schwere Stunden
plan-hint = Schreiben Sie ihn an einem guten Tag. Er ist versiegelt wie Ihr Tagebuch, und niemand erfährt, wann Sie ihn öffnen.
plan-people = Menschen, die ich anrufen kann
plan-name = Name
plan-phone = Nummer
plan-add-person = Diese Person hinzufügen
plan-lock = { $name } auf dem Sperrbildschirm dieses Computers zeigen
plan-lock-hint = Dann liegen Name und Nummer lesbar neben dem Tresor: Wer den Ordner oder die gesperrte App öffnet, kann sie sehen.
plan-part-1 = Woran ich merke, dass es beginnt
plan-part-1-hint = Gedanken, Stimmungen, Dinge, die ich nicht mehr tue
plan-part-2 = Was ich selbst tun kann
plan-part-2-hint = Was früher geholfen hat, auch nur ein wenig
plan-part-3 = Orte und Menschen, die mich herausholen
plan-part-3-hint = Wo ich sein kann, ohne mich zu erklären
plan-part-4 = Wen ich um Hilfe bitte
plan-part-4-hint = Menschen, die wissen dürfen, wie es ist
plan-part-5 = Fachleute, und wo sie sind
plan-part-5-hint = Therapeut:in, Klinik, Krisentelefon, Notaufnahme
plan-part-6 = Wie ich es um mich herum sicherer mache
plan-part-6-hint = Was jemand für mich aufbewahrt oder wegschließt
plan-add = Hinzufügen zu: { $part }
plan-add-short = Hinzufügen
plan-line = Eine Zeile
plan-keep = Diese Zeile behalten
plan-remove = Entfernen: { $what }
plan-remove-short = Entfernen

# Fragen, von denen aus sich schreiben lässt.
questions-open = Eine Frage
questions-title = Fragen zum Schreiben
questions-own = Eine eigene Frage
questions-keep = Für später behalten
questions-insert = Dazu schreiben: { $words }
questions-insert-short = Nehmen
questions-done = Schließen
