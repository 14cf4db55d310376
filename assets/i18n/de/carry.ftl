# Dateien, die von Hand überbracht werden.
carry-title = Von Hand überbringen
carry-explain = Kein Netzwerk? Speichern Sie eine versiegelte Datei auf einem USB-Stick. Nur die Geräte, für die sie ist, können sie öffnen.
carry-explain-nobody = Kein Netzwerk? Versiegelte Dateien gehen per USB-Stick, sobald Sie mit jemandem verbunden sind oder ein zweites Gerät haben.
carry-save = Versiegelte Datei speichern …
carry-open = Öffnen …
carry-busy = Einen Moment
carry-save-title = Versiegelte Datei speichern
carry-save-explain = Sie enthält, was die anderen Geräte noch nicht als vorhanden gemeldet haben, und sagt, was dieses Gerät von ihnen hat. Der Name der Datei sagt nichts über Sie.
carry-save-for = Für wen?
carry-my-devices = Meine eigenen Geräte
carry-path = Datei
carry-save-do = Speichern
carry-open-title = Versiegelte Datei öffnen
carry-open-explain = Geben Sie ein, wo sie liegt. Eine alte oder schon einmal geöffnete Datei schadet nicht.
carry-open-do = Öffnen

carry-saved = { $n ->
    [0] Gespeichert. Es ist keine neue Seite darin, nur, was dieses Gerät von dort hat
    [one] Gespeichert, mit 1 Seite darin
   *[other] Gespeichert, mit { $n } Seiten darin
}
carry-saved-then = Was wartet, wartet hier weiter, bis sie dort geöffnet wurde und eine Datei von dort zurückgekommen ist.
carry-saved-more = Diese Datei ist voll. Wenn sie dort geöffnet wurde und eine Datei von dort zurückgekommen ist, speichern Sie eine weitere für den Rest.
carry-file-exists = Eine Datei mit diesem Namen gibt es dort schon
carry-file-exists-then = Sie wurde gelassen, wie sie ist. Wählen Sie einen anderen Namen.
carry-file-full = Für die Datei ist kein Platz
carry-file-full-then = Schaffen Sie dort Platz oder wählen Sie einen anderen Ort. Es ist nichts verloren.
carry-file-failed = Die Datei konnte dort nicht geschrieben werden
carry-file-failed-then = Prüfen Sie, ob es den Ordner gibt und ob der Stick beschreibbar ist.
carry-not-read = Dort ist keine Datei, die sich lesen ließ
carry-not-read-then = Prüfen Sie, ob der Stick eingesteckt ist, und geben Sie auch den Namen der Datei ein.

carry-from = { $device } ({ $person })
carry-from-own = { $device } (Ihr Gerät)
carry-came = { $n ->
    [0] Keine neue Seite
    [one] 1 Seite
   *[other] { $n } Seiten
} von { $from }{ $m ->
    [0] { "" }
   *[other] , { $m } zurückgenommen oder gelöscht
}
carry-came-then = Speichern Sie eine Datei für den Rückweg, damit dort bekannt ist, was hier ist.
carry-nothing-new = Nichts Neues: Alles darin von { $from } war schon hier
carry-only-answers = Die Datei sagt, was { $from } hat. Es ist keine neue Seite darin
carry-held-up = Von { $from } wurde nichts übernommen
carry-earlier-missing = Eine frühere Datei fehlt. Diese passt, sobald jene geöffnet wurde.
carry-differs = Einer der beiden Tresore ist eine ältere Kopie. Verbinden Sie die beiden Geräte einmal, damit sie vergleichen können.
carry-too-much = Es ist mehr, als eine Person an einem Tag einbringen darf. Öffnen Sie die Datei morgen noch einmal.
carry-refused = { $n ->
    [one] 1 Teil wurde nicht behalten; warum, steht unter „Einen Blick wert“ bei den Menschen.
   *[other] { $n } Teile wurden nicht behalten; warum, steht unter „Einen Blick wert“ bei den Menschen.
}
carry-not-for-us = Diese Datei ist nicht für dieses Gerät
carry-not-for-us-then = Sie wurde für jemand anderen versiegelt, oder bevor dieses Gerät dort bekannt war.
carry-unknown = Diese Datei ist von einem Gerät, das hier niemand kennt
carry-unknown-then = Es wurde nichts davon übernommen. Verbinden Sie sich zuerst mit dieser Person.
carry-removed = Diese Datei ist von { $device }, einem Gerät, das entfernt wurde
carry-removed-then = Es wurde nichts davon übernommen.
carry-waits = Diese Datei ist von { $device }, einem Gerät, das noch nicht zugelassen ist
carry-waits-then = Es wurde nichts davon übernommen. Sehen Sie sich zuerst die Geräte auf dieser Seite an.
carry-forged = Diese Datei wurde nicht von dem Gerät signiert, das sie nennt
carry-forged-then = Es wurde nichts davon übernommen. Fragen Sie mündlich nach, wer sie erstellt hat.
carry-damaged = Das ist keine versiegelte Datei, oder sie ist beschädigt oder abgeschnitten
carry-damaged-then = Kopieren Sie sie noch einmal, und ziehen Sie den Stick erst ab, wenn der Computer es sagt.
carry-newer = Eine neuere Version von Understory hat diese Datei geschrieben
carry-newer-then = Sie öffnet sich, sobald dieses Understory aktualisiert ist.

carry-last = { $device } wurde entfernt und hat etwas geschrieben, das nicht hier ist
carry-last-then = Es wurde noch nichts davon übernommen.
carry-last-title = Letzte Seiten von { $device }
carry-last-explain = Sie haben dieses Gerät entfernt. Diese Seiten sind nicht hier. Wenn Sie sie geschrieben haben, können sie neue Einträge werden; was hier ist, bleibt, wie es ist.
carry-last-untitled = Ohne Titel
carry-last-line = { $day } · { $line }
carry-last-keep = Als neue Einträge behalten
carry-last-leave = Beiseitelassen
carry-kept = { $n ->
    [one] 1 neuer Eintrag
   *[other] { $n } neue Einträge
}
carry-kept-then = Der Name des entfernten Geräts ist das Schlagwort dazu.
carry-left-aside = Beiseitegelassen
carry-left-aside-then = Es wurde nichts davon übernommen. Die Datei ist noch auf dem Stick.
