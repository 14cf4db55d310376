# Sicherungen, und ein Tresor aus einer Sicherung.
backup-title = Sicherung
backup-subtitle = Der ganze Tresor in einer Datei, versiegelt wie hier.
backup-open = Sicherungen ansehen
backup-none = Auf diesem Gerät wurde noch keine Sicherung erstellt.
backup-none-alone = Ohne Sicherung und ohne ein zweites Gerät sind mit einem verlorenen Laptop auch die Worte verloren, außer denen, die Sie geteilt haben.
backup-last = Zuletzt erstellt: { $when }. Alle { $n } Werte darin wurden geöffnet, { $kib } KiB.
backup-damaged = { $n ->
    [one] 1 Wert darin ist beschädigt, wie er es in diesem Tresor war.
   *[other] { $n } Werte darin sind beschädigt, wie sie es in diesem Tresor waren.
}
backup-restored = Am { $date } wurde dieser Tresor aus einer Sicherung erstellt, neu begonnen, oder ein anderes Gerät erinnerte sich an mehr.
backup-save = Sicherung speichern …
backup-save-do = Speichern
backup-place = Datei
backup-place-hint = Am besten auf einem Stick oder einem anderen Datenträger. Eine Datei, die schon da ist, bleibt, wie sie ist.
backup-file = understory-{ $date }.backup
backup-cloud = { $cloud } kopiert diese Datei auf eigene Computer
backup-cloud-then = Die Worte darin sind versiegelt. Wer die Datei und Ihre Passphrase oder Ihr Wiederherstellungsblatt hat, kann sie lesen.
backup-words-wait = Worte, die auf Platz warten, sind nicht darin
backup-under-way = Alles darin wird geöffnet: { $done } von { $of }
backup-done = Die Sicherung ist erstellt
backup-done-then = Sie ist auf dem Datenträger, und jeder Wert darin wurde einmal geöffnet. Jetzt kann sie auf einen Stick oder an einen anderen Ort.
backup-exists-then = Sie wurde gelassen, wie sie ist. Ist es eine ältere Sicherung, kann diese ihren Platz einnehmen; sonst wird nie etwas ersetzt.
backup-replace = Ältere Sicherung ersetzen
backup-full-then = Es ist nichts zurückgeblieben. Schaffen Sie dort etwas Platz oder wählen Sie einen anderen Datenträger.
backup-holds-title = Was sie enthält
backup-holds = Alles in diesem Tresor: Einträge, was mit Ihnen geteilt wurde, die Menschen, mit denen Sie verbunden sind, und womit dieses Gerät sich ausweist.
backup-opens-title = Was sie öffnet
backup-opens = Ihre Passphrase und Ihr Wiederherstellungsschlüssel, wie sie heute sind, auch nachdem Sie sie hier ändern. Löschen Sie nach „Alles neu versiegeln“ ältere Sicherungen.
backup-back-title = Wie sie zurückkommt
backup-back = Starten Sie Understory dort, wo noch kein Tresor ist, und wählen Sie „Aus einer Sicherung wiederherstellen“. Eine Sicherung ersetzt nie einen Tresor, der da ist.

welcome-restore = Aus einer Sicherung wiederherstellen
welcome-restore-hint = Aus einer Datei, mit ihrer Passphrase oder Ihrem Wiederherstellungsschlüssel.
restore-title = Aus einer Sicherung wiederherstellen
restore-subtitle = Die Sicherung wird nur gelesen. Wenn etwas misslingt, bleibt nichts zurück.
restore-file = Sicherungsdatei
restore-file-hint = Sie kann auf einem Stick liegen.
restore-secret = Passphrase oder Wiederherstellungsschlüssel
restore-secret-hint = Die von dem Tag, an dem die Sicherung erstellt wurde.
restore-runs-title = Läuft der alte Computer noch?
restore-runs-subtitle = Der, auf dem diese Sicherung erstellt wurde. Zwei Computer dürfen für die Menschen, mit denen Sie teilen, nicht dasselbe Gerät sein.
restore-gone = Er ist weg, und sein Tresor mit ihm
restore-gone-hint = Verloren, kaputt oder gelöscht. Dieser Tresor tritt an die Stelle des alten.
restore-still = Er läuft noch, oder jemand könnte ihn haben
restore-still-hint = Dieser Computer wird ein neues Gerät von Ihnen, mit eigenen Schlüsseln.
restore-new-title = Ein neues Gerät von Ihnen
restore-new-subtitle = Der alte Computer bleibt Ihr Gerät, bis Sie ihn entfernen.
restore-new-easier = Wenn der alte Computer vor Ihnen steht, fügen Sie diesen lieber dort hinzu: Alles, was in der Sicherung ist, kommt von ihm, und niemand muss gefragt werden.
restore-new-join = Diesen Computer vom alten aus hinzufügen
restore-new-by-key = Sonst fügt Ihr Wiederherstellungsschlüssel ihn hinzu. Ihre anderen Geräte und die Menschen, mit denen Sie verbunden sind, werden um ein Ja gebeten, bevor er etwas von ihnen bekommt.
restore-new-key-hint = Leer lassen, wenn Sie ihn eben eingegeben haben, um die Sicherung zu öffnen.
restore-new-do = Als neues Gerät wiederherstellen
recovery-alone = Ein Wiederherstellungsschlüssel ist keine Sicherung
recovery-alone-then = Er öffnet einen Tresor, der da ist. Ohne Sicherung und ohne ein zweites Gerät sind mit einem verlorenen Laptop auch die Worte verloren, außer denen, die Sie geteilt haben. Beides finden Sie später: in den Einstellungen und unter „Menschen und Geräte“.

# Ein Blatt zum Drucken für ein Gerät, das verloren ging und entfernt wurde. Es ist in den Schriften gesetzt, die jedes
# Leseprogramm hat: nur Buchstaben Westeuropas.
lost-open = Ein Blatt zum Drucken …
lost-place = ~/understory-lost-device.pdf
lost-place-hint = Das Blatt enthält keinen Schlüssel und kein geschriebenes Wort. Es nennt Geräte und Menschen.
lost-saved = Das Blatt ist gespeichert
lost-saved-then = Drucken Sie es aus oder bewahren Sie es dort auf, wo Sie solche Papiere haben.
lost-title = Ein verlorenes Gerät
lost-made = Für { $name }, erstellt am { $date }
lost-device = Gerät: { $device }
lost-when-title = Wann
lost-removed = Aus Ihren Geräten entfernt am { $date }, { $time }, soweit das Gerät weiß, das dieses Blatt erstellt hat.
lost-removed-unknown = Aus Ihren Geräten entfernt. Wann das war, ist auf diesem Gerät nicht bekannt.
lost-heard = Zuletzt von ihm gehört am { $date }, { $time }.
lost-heard-never = Das Gerät, das dieses Blatt erstellt hat, hat nie von ihm gehört.
lost-on-it-title = Was darauf war
lost-on-it = Was Sie schrieben, bis zuletzt von ihm gehört wurde: { $n ->
    [one] 1 Eintrag
   *[other] { $n } Einträge
}, mit ihren Notizen, und was gelöscht wurde, seit es zuletzt etwas erfuhr. Vielleicht auch, was Sie danach darauf schrieben.
lost-people = Was Sie mit diesen Menschen geteilt haben und diese mit Ihnen: { $names }.
lost-sealed-title = Wie es versiegelt war
lost-sealed = Alles in seinem Tresor ist mit age versiegelt. Wer das Gerät hat, braucht dessen Passphrase oder Ihren gedruckten Wiederherstellungsschlüssel. Jeder Versuch, die Passphrase zu erraten, kostet 128 MiB Arbeitsspeicher und etwa eine Drittelsekunde.
lost-sealed-open = War es beim Verlust entsperrt, war es lesbar, bis es sich selbst sperrte oder ausgeschaltet wurde.
lost-told-title = Wer weiß, dass es entfernt wurde
lost-told = Diese Geräte haben gemeldet, dass sie es wissen, und geben ihm nichts mehr: { $names }.
lost-untold = Noch keine Meldung von: { $names }. Jedes vertraut ihm noch, bis es davon erfahren hat.
lost-nobody-to-tell = Kein anderes Gerät muss davon erfahren.
lost-names-more = { $names } und { $n } weitere
lost-then-title = Was Sie tun können
lost-then = Entfernen löscht es nicht: Was darauf ist, bleibt dort, versiegelt. Sagen Sie es den hier Genannten mündlich. Könnte jemand seine Passphrase kennen, betrachten Sie alles darauf als gelesen.
lost-then-key = Könnte Ihr Wiederherstellungsblatt in denselben Händen sein, ersetzen Sie den Schlüssel und versiegeln Sie alles neu, in den Einstellungen unter „Passphrase und Wiederherstellung“.
