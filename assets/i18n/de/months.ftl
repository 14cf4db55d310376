# Heute.
side-today = Heute
side-course = Verlauf
side-check-ins = Check-ins
today-morning = Guten Morgen
today-afternoon = Guten Tag
today-evening = Guten Abend
today-night = Eine stille Stunde
today-after = { $n ->
    [0] { $day }. Der Tag von Sitzung { $session }.
    [1] { $day }. Der Tag nach Sitzung { $session }.
   *[other] { $day }. { $n } Tage nach Sitzung { $session }.
}
today-before-first = { $n ->
    [1] { $day }. Morgen ist Ihr nächster Termin.
   *[other] { $day }. Ihr nächster Termin ist in { $n } Tagen.
}
today-hours = Nach einer Sitzung nur Worte. Jedes einzelne genügt.
today-hours-open = Die stille Seite öffnen
today-silent = Heute keine Frage.
today-write = Schreiben
today-another = Eine andere Frage
today-not-now = Jetzt nicht
today-short = Oder, an einem müden Tag: { $words }
today-before = Vor der { $kind } · { $day }
today-due = Was offen ist
today-bring-open = Eintrag öffnen
today-prepare = Vorbereiten
today-check-in-last = { $title }, zuletzt am { $when }
today-check-in-again = Noch einmal
today-bring = { $n ->
    [one] 1 Stelle zum Mitbringen
   *[other] { $n } Stellen zum Mitbringen
}
today-kept = Erledigt
today-not-kept = Nicht erledigt
today-about = { $word }: { $what }
today-close = Weglegen
today-commit = Ein kleines Vorhaben
today-commit-inside = Einmal ohne Telefon spazieren gehen
today-commit-keep = Hier behalten
today-check-in-opens = { $title }, möglich ab: { $when }
today-check-in-begun = { $title } ist begonnen
today-go-on = Weitermachen
today-margins = Am Rand
today-margin = { $name }, { $when }
today-margin-open = Den Eintrag öffnen: { $who }
today-on-this-day = An diesem Tag
today-on-this-day-open = { $name }, { $day }, öffnen
today-nobody = Niemand überwacht diese App. Wenn Sie in Gefahr sein könnten, öffnen Sie „Hilfe in Not“ oder rufen Sie den örtlichen Notruf an.
weekday-day = { $weekday }, { $date }

# Arten von Fragen.
phase-preparation = Vorbereitung
phase-hour-before = Die Stunde davor
phase-first-hours = Die ersten Stunden
phase-evening = Am selben Abend
phase-first-day = Der erste Tag
phase-days = Tage 1–3
phase-week = Die Woche
phase-hard = Wenn es schwer war
phase-after = Auffrischungen und nach dem Verlauf
phase-to-share = Zum Teilen

# Arten von Sitzungen.
session-preparation = Vorbereitung
session-preparation-short = Vorb.
session-preparation-inside = Vorbereitung
session-medicine = Substanzsitzung
session-medicine-short = Sitzung
session-medicine-inside = Substanzsitzung
session-integration = Integration
session-integration-short = Gespräch
session-integration-inside = Integrationssitzung
session-booster = Auffrischung
session-booster-short = Auffr.
session-booster-inside = Auffrischung
session-numbered = { $kind } { $n }
course-line = Ihr Verlauf: { $done } von { $n } Sitzungen sind heute oder vorbei

# Der Verlauf.
course-title = Verlauf
course-none = Ein Plan, den Sie jederzeit ändern können
course-clinic = Ihre Klinik legt den Plan fest. Wählen Sie, was ihm nahekommt, und ändern Sie jedes Datum.
course-off-label = Ketamin ist in den meisten Ländern für keine psychische Erkrankung zugelassen; wer es Ihnen verschreibt, setzt es außerhalb der Zulassung (off-label) ein. Fragen Sie dort, was das für Sie bedeutet.
course-evidence = Die ersten Belege sind vielversprechend; kontrollierte Studien gibt es wenige. Sechs Sitzungen sind üblich, keine Regel.
course-how = Ketamin blockiert vor allem NMDA-Rezeptoren (Glutamat). Wie das die Stimmung hebt, wird noch erforscht.
course-sessions = { $n ->
    [one] 1 Sitzung
   *[other] { $n } Sitzungen, Gespräche eingeschlossen
}
course-first-day = Erster Tag
course-day = Tag
course-day-hint = Etwa 12.5.2026 oder 2026-05-12
course-no-day = Das ist kein Tag. Schreiben Sie ihn als 12.5.2026 oder 2026-05-12, zwischen 1900 und 2100
course-make = Diesen Plan anlegen
course-back = Zurück zum Plan
course-add = Sitzung hinzufügen
course-plan = Einen Verlauf planen
course-open-short = Öffnen
course-move-short = Verschieben
course-open = { $name } öffnen
course-move = { $name } verschieben
course-day-set = Tag festlegen
course-day-leave = So lassen
course-moved-later = Um { $n ->
    [one] 1 Tag
   *[other] { $n } Tage
} nach hinten verschoben. Sollen die Sitzungen danach mitrücken?
course-moved-earlier = Um { $n ->
    [one] 1 Tag
   *[other] { $n } Tage
} nach vorn verschoben. Sollen die Sitzungen danach mitrücken?
course-move-rest = Die übrigen auch verschieben
course-move-only = Nur diese
course-rival = Ein anderes Ihrer Geräte sagt: { $day }.
course-rival-take = Nehmen: { $day }
course-rival-keep = Behalten: { $day }
course-end = Diesen Verlauf beenden
course-another = Einen weiteren Verlauf planen
course-removed = Sitzungen, die Sie entfernt haben
course-put-back-short = Zurückholen
course-put-back = { $name }, { $day }, zurückholen
course-earlier = Andere Verläufe
course-show-short = Zeigen
course-show = { $title }, { $day }, zeigen
course-hide-short = Ausblenden
course-hide = { $title }, { $day }, ausblenden
course-go-on = Mit diesem Verlauf weitermachen
course-put-away = Vorhaben, die Sie weggelegt haben
course-take-out-short = Hervorholen
course-take-out = Hervorholen: { $what }
care-file-failed = Eine Datei dieses Programms konnte nicht benutzt werden
care-file-failed-then = Installieren Sie es noch einmal. Was Sie geschrieben haben, ist nicht betroffen.

# Eine Sitzung.
session-back = Alle Sitzungen
session-removed = Eine Sitzung, die entfernt wurde
session-remove = Diese Sitzung entfernen
session-checklist = Zum Vorbereiten
session-checklist-hint = Ihre Klinik hat eine eigene Liste. Diese hier ist für Sie, und nichts zum Unterschreiben.
session-leave-out-short = Weglassen
session-leave-out = Weglassen: { $what }
session-bring-back = { $n ->
    [one] 1 weggelassenen Punkt zurückholen
   *[other] { $n } weggelassene Punkte zurückholen
}
session-own = Etwas Eigenes zum Vorbereiten
session-own-add = Hinzufügen
check-off-label = Ich weiß, dass diese Anwendung außerhalb der Zulassung (off-label) ist, und was das bedeutet
check-risks = Ich wurde über Blutdruck, Dissoziation, Missbrauch und die Blase aufgeklärt
check-right-to-stop = Ich darf jederzeit aufhören
check-no-driving = Heute nicht mehr fahren. Frühestens morgen, nach einer ganzen Nacht Schlaf, und erst wenn meine Behandler:in zustimmt
check-fasting = Ich weiß, ab wann ich nichts mehr essen und trinken soll
check-ride = Jemand bringt mich nach Hause und bleibt
check-emergency-contact = Die Klinik hat meinen Notfallkontakt
check-touch = Ich habe gesagt, welche Berührung in Ordnung ist und welche nicht
check-what-is-shared = Ich weiß, was mit wem geteilt wird, und wie lange
check-not-monitored = Ich weiß, dass niemand überwacht, was ich hier schreibe
check-data-if-i-leave = Ich weiß, was mit geteilten Worten geschieht, wenn ich gehe
session-time = Uhrzeit, etwa 14:00
session-place = Ort
session-present = Wer dabei ist
session-intention = Intention, als Satz oder als Frage
session-music = Musik
session-ride = Heimfahrt
session-share-tonight = Teilen ist am Abend dieser Sitzung in Ordnung
session-share-tonight-hint = Sonst wartet das Teilen bis zum nächsten Tag. Entscheiden Sie das vorher, nicht nachher.
session-record = Die Sitzung selbst
session-record-hint = Alles hier darf leer bleiben.
session-eye-shades = Augenmaske
session-route = Art der Gabe, wie Ihre Klinik sie nennt
session-product = Präparat, wie verschrieben
session-dose = Dosis, wie verschrieben
session-held = Nüchtern, Medikamente ausgelassen oder genommen
session-vitals = Blutdruck, Puls, Sauerstoff: vorher, nach 40 Minuten, am Ende
session-back-field = Wann Sie wieder bei sich waren, und wann Sie gegangen sind
session-depth = Wie tief es für Sie war
session-ease = Wie leicht es für Sie war
session-side-effects = Nebenwirkungen
session-adverse = Was sonst noch geschah
session-reflections = Was Sie darüber geschrieben haben
session-no-reflections = Noch nichts. Ein Tag, eine Woche und ein Monat danach sind auch gute Zeiten.
session-reflect = Über diese Sitzung schreiben
layer-before = Davor
layer-evening = Am selben Tag
layer-day = Einen Tag danach
layer-days = { $n } Tage danach
layer-week = Eine Woche danach
layer-weeks = { $n } Wochen danach
layer-month = Einen Monat danach
layer-months = { $n } Monate danach
layer-entry = { $layer }: { $title }
side-effect-nausea = Übelkeit
side-effect-headache = Kopfschmerzen
side-effect-dizziness = Schwindel
side-effect-double-vision = Doppeltes oder verschwommenes Sehen
side-effect-anxiety = Angst
side-effect-agitation = Unruhe
side-effect-sleep = Schlafprobleme
side-effect-bladder = Blase: Schmerzen, Harndrang, Blut
side-effect-other = Etwas anderes
side-strength-0 = Gar nicht
side-strength-1 = Ein wenig
side-strength-2 = Deutlich
side-strength-3 = Stark

# Die Erinnerung
reminder-line = Ein Moment für Sie
reminder-hint = Eine Zeile Ihres Computers mit diesen Worten und sonst nichts, zu einer Zeit, die Sie wählen. Sie kommt, während Understory läuft, auch wenn es gesperrt oder minimiert ist. Alle Ihre Geräte halten sich daran.
reminder-time = Uhrzeit
reminder-time-wrong = Eine Uhrzeit wie 19:30
reminder-days = Tage
reminder-try = Jetzt ausprobieren
reminder-shown = „{ $line }“ wurde gezeigt.
reminder-not-shown = Dieser Computer zeigt solche Zeilen nicht
reminder-not-shown-then = Seine Mitteilungen sind ausgeschaltet, oder er hat keine. Sonst geht nichts verloren.
