# Menschen und Geräte.
when-weekday = { $day } { $time }
weekday-1 = Montag
weekday-2 = Dienstag
weekday-3 = Mittwoch
weekday-4 = Donnerstag
weekday-5 = Freitag
weekday-6 = Samstag
weekday-7 = Sonntag

people-title = Menschen und Geräte
people-subtitle = Wer was hat, so wie es jedes Gerät diesem zuletzt gemeldet hat.
people-connect = Verbinden …
people-cancel = Abbrechen
people-nobody = Noch niemand
people-nobody-then = Verbinden Sie sich, wenn Sie in einem Raum sind, oder bei einem Anruf mit einem Computer im selben Netzwerk. Beim Verbinden wird nichts geteilt.
people-name-role = { $name } · { $role }
people-role-client = Ihre Klient:in
people-role-therapist = Ihre Therapeut:in
people-shared = { $n ->
    [0] Nichts geteilt
    [one] 1 Eintrag geteilt
   *[other] { $n } Einträge geteilt
}{ $m ->
    [0] { "" }
   *[other] { " " }· { $m } zurückgenommen
}
people-received = { $n ->
    [0] Nichts empfangen
    [one] 1 Eintrag empfangen
   *[other] { $n } Einträge empfangen
}{ $m ->
    [0] { "" }
   *[other] { " " }· { $m } neu
}
people-recognised-room = Sie haben diese Person im Raum erkannt
people-recognised-video = Sie haben diese Person im Video erkannt
people-recognised-phone = Sie haben diese Person am Telefon erkannt
people-recognised-not = Beim Verbinden haben Sie diese Person nicht erkannt
people-recognised-not-then = Fragen Sie im Raum oder bei einem Anruf nach, ob sie es war.
people-try-now = Jetzt versuchen
people-address = Adresse …
people-address-title = Wo ist ein Gerät von { $name }?
people-address-explain = Wenn ein Gerät in diesem Netzwerk ist und trotzdem nicht gefunden wird, geben Sie Adresse und Port ein, die es in seinen eigenen Netzeinstellungen zeigt.
people-address-label = Adresse und Port
people-address-example = 192.168.1.20:4433
people-address-wrong = Das ist keine Adresse mit Port. Sie sieht so aus: 192.168.1.20:4433
people-address-add = Diese Adresse versuchen
people-rtt-under = unter 1 ms
people-rtt = { $ms } ms
people-link-direct = Direkt, selbes Netzwerk · { $rtt }
people-link-direct-far = Direkt · { $rtt }
people-link-relay = Über Ihr Relay · { $rtt }
people-link-heard = Zuletzt gehört: { $when }
people-link-never = Noch nichts von dort gehört
people-here-now = Jetzt da
people-never = Noch nicht
people-everything = Meldet, dass es alles hat, { $when }
people-waiting = Wartend: { $n }
people-receiving = Empfängt { $done } von { $of }
people-sending = Sendet { $done } von { $of }
people-lost = { $n ->
    [one] Es hat eine Seite, die dieses Gerät nicht mehr hat. Wenn Sie sie geschrieben haben, kann sie zurückkommen.
   *[other] Es hat { $n } Seiten, die dieses Gerät nicht mehr hat. Was Sie davon geschrieben haben, kann zurückkommen.
}
people-take-back = Zurückholen, was meins ist
people-unopened = { $n } gespeichert, noch nicht geöffnet
people-refused = { $n } abgelehnt: { $why }
people-unknown = Hat nicht gemeldet, was es hat
people-paused = Angehalten: Was es von uns in Erinnerung hat, passt nicht
people-held-back = Wartet auf Ihr Ja
people-paused-then = Es hat mehr oder anderes in Erinnerung, als dieser Tresor gesendet hat. Einer der beiden ist vielleicht eine ältere Kopie, oder ein anderer Computer läuft mit einer Kopie dieses Tresors. Gibt es eine solche Kopie, benutzen Sie eine von beiden nicht mehr und fügen Sie jenen Computer als eigenständiges Gerät hinzu.
people-restored-then = Dieser Tresor wurde aus einer Sicherung erstellt, neu begonnen oder ist vielleicht eine Kopie eines anderen, der noch läuft. Er weiß nicht, was seither entfernt oder zurückgenommen wurde. Sagen Sie nur Ja, wenn dieses Gerät noch hierher gehört. Hält es nach Ihrem Ja wieder an, läuft ein anderer Computer mit einer Kopie dieses Tresors.
people-serve-again = Wieder dorthin senden
people-serve-restored = Ja, es gehört hierher
people-your-devices = Ihre Geräte
people-this-device = Dieses Gerät
people-here = Hier
people-network = Nur im selben Netzwerk
people-network-then = Zwei Geräte treffen sich nur, solange beide in einem Netzwerk sind und Understory auf beiden geöffnet ist. Was Sie teilen, wartet bis dahin hier.
people-network-relay = Über Ihr Relay
people-network-relay-then = Geräte treffen sich bei { $host }, wo immer sie sind, solange beide entsperrt sind. Was Sie teilen, wartet bis dahin hier.
people-network-off = Netzverbindungen sind ausgeschaltet
people-network-off-then = Kein Gerät wird erreicht, bis Sie sie in den Einstellungen einschalten. Was Sie teilen, wartet hier.
people-open-settings = Einstellungen öffnen

# Zwischen Tausendern.
number-group = .
incidents-title = Einen Blick wert
incidents-all = Alle { $n } zeigen
incidents-fewer = Weniger zeigen
incident-with-name = { $name }: { $what }
incident-stranger = Ein Gerät, das hier niemand kennt, hat angeklopft und wurde abgewiesen
incident-bad-frame = Ein Gerät hat die Regeln des Gesprächs nicht eingehalten; die Verbindung wurde geschlossen
incident-refused = Etwas wurde gesendet und nicht behalten: { $why }
incident-damaged = Ein Wert in diesem Tresor ließ sich nicht öffnen und wurde beiseitegelegt
incident-cursor-mismatch = Ein Gerät hat diesen Tresor anders in Erinnerung, als er ist; das Senden dorthin wurde angehalten
incident-went-back = Es hat weniger Eigenes, als es früher hierher gesendet hat. Es ist eine ältere Kopie, oder zwei Computer laufen mit demselben Tresor
incident-failed-invitation = Jemand hat eine Einladung ausprobiert, ohne Erfolg
incident-clock-ahead = Die Uhr des anderen Geräts geht gegenüber diesem { $n ->
    [one] einen Tag
   *[other] { $n } Tage
} vor, deshalb können sich die beiden nicht verbinden. Stellen Sie das Datum dort richtig, wo es falsch ist.
incident-clock-behind = Die Uhr des anderen Geräts geht gegenüber diesem { $n ->
    [one] einen Tag
   *[other] { $n } Tage
} nach, deshalb können sich die beiden nicht verbinden. Stellen Sie das Datum dort richtig, wo es falsch ist.
incident-apply-failed = Etwas Empfangenes ließ sich nicht lesen und wurde beiseitegelegt

refused-too-large = zu groß
refused-malformed = nicht richtig aufgebaut
refused-not-the-writer = nicht von der Person geschrieben, von der es sein müsste
refused-misplaced = es gehört anderswohin
refused-incomplete = etwas davor fehlt
refused-gone = es wurde zurückgenommen
refused-unknown = aus einer neueren Version
refused-full = dort ist kein Platz mehr
incident-repaired = Zwei Geräte hatten verschiedene Seiten; jedes hat gesendet, was dem anderen fehlte
incident-not-repaired = Zwei Geräte haben verschiedene Seiten, und erneutes Senden hat nichts geändert
incident-told-removed = Sagt, dass dieser Computer aus den Geräten seiner Person entfernt wurde
incident-came-back = Hier geschriebene Worte gingen in etwas weiter, das anderswo endgültig entfernt wurde. Sie sind jetzt eine eigene Seite
incident-too-much-today = Ein Gerät hat mehr gesendet, als in einen Tag passt; der Rest kann morgen kommen
