# Wer was gesehen hat.
seen-title = Wer was gesehen hat
seen-subtitle = Was die Geräte der Lesenden vermerkt haben, nach ihren eigenen Uhren. Ein Gerät, das nicht verbunden ist, hat noch nichts gemeldet.
seen-back = Menschen und Geräte
seen-nothing = Noch wurde nichts vermerkt
seen-all = { $n ->
    [one] Das eine Ereignis
   *[other] Alle { $n } Ereignisse
}
seen-newest = Die neuesten { $n } von { $of }.
seen-everybody = Alle
seen-day-today = Heute
seen-day-yesterday = Gestern
seen-received = { $when } { $device } hat „{ $title }“ empfangen
seen-received-untitled = { $when } { $device } hat etwas empfangen, das Sie geteilt haben
seen-opened = { $when } { $device } hat „{ $title }“ geöffnet
seen-opened-untitled = { $when } { $device } hat etwas geöffnet, das Sie geteilt haben
seen-removed = { $when } { $device } hat „{ $title }“ entfernt
seen-removed-untitled = { $when } { $device } hat etwas entfernt, das Sie geteilt haben
seen-told = Ihre Klient:in sieht, welches Ihrer Geräte einen Eintrag empfangen, geöffnet oder entfernt hat, und wann.
seen-told-then = Ihre Geräte schreiben diese Vermerke, während es geschieht. Worte enthalten sie nicht.
seen-told-do = Verstanden
