# Das Teilen mit jemandem beenden.
ending-begin = Teilen beenden …
ending-title = Teilen mit { $name } beenden?
ending-both-ways = Das Teilen endet in beide Richtungen, auf allen Ihren Geräten und denen der anderen Person.
ending-withdrawn = Alles, was Sie mit { $name } geteilt haben, wird zurückgenommen. Jedes Gerät dort wird gebeten, es zu entfernen, und meldet hier, ob es das getan hat. Eine Praxis muss vielleicht eine ausgeblendete Kopie bis zu einem bestimmten Datum aufbewahren; dann sehen Sie das Datum.
ending-yours-stays = Sie behalten alles: Ihre Einträge bleiben, wie sie sind, und ebenso die Randnotizen, die { $name } für Sie hinterlassen hat.
ending-theirs = Was { $name } mit Ihnen geteilt hat, wird von Ihren Geräten entfernt.
ending-theirs-kept = Was { $name } mit Ihnen geteilt hat, wird jetzt ausgeblendet und entfernt, wenn die in Ihren Einstellungen festgelegte Zeit um ist.
ending-notes = Die Randnotizen, die Sie für { $name } hinterlassen haben, werden zurückgenommen. Jedes Gerät dort wird gebeten, sie zu entfernen, und meldet hier, ob es das getan hat.
ending-they-keep = { $name } behält alles selbst Geschriebene.
ending-again = Das lässt sich nicht rückgängig machen. Sie können sich später wieder verbinden: Das beginnt neu, und nichts ist geteilt.
ending-read = Was gelesen wurde, lässt sich nicht ungelesen machen.
ending-away = Ein Gerät, das fern ist, behält, was es hat, bis es davon erfährt. Sie sehen, von welchem noch nichts gehört wurde.
ending-keep = Weiter teilen
ending-do = Teilen beenden

closed-title = Beendet
closed-by-you = Von Ihnen beendet am { $when }
closed-by-them = Von { $name } beendet am { $when }
closed-withdrawn = { $n ->
    [one] 1 Ihrer Seiten zurückgenommen
   *[other] { $n } Ihrer Seiten zurückgenommen
}
closed-left = { $n ->
    [one] 1 Ihrer Seiten wird noch zurückgenommen
   *[other] { $n } Ihrer Seiten werden noch zurückgenommen
}
closed-kept-here = { $n ->
    [one] 1 Eintrag der anderen Person nach Ihrer Regel ausgeblendet aufbewahrt, bis { $until }
   *[other] { $n } Einträge der anderen Person nach Ihrer Regel ausgeblendet aufbewahrt, der letzte bis { $until }
}
closed-not-heard = { $device }: noch nichts von dort gehört, hat die Worte vielleicht noch
closed-heard = { $device }: hat davon erfahren, { $when }
closed-settled = Die Geräte dort werden nicht mehr angesprochen. Meldet sich eines spät, erfährt es noch davon.
closed-still-called = Die Geräte dort werden angesprochen, bis jedes geantwortet hat.
