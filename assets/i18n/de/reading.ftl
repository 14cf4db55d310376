# Klient:innen, und was sie geteilt haben.
clients-title = Klient:innen
clients-news = { $n ->
    [0] Nichts Neues
    [one] Eine Klient:in hat etwas Neues geteilt.
   *[other] { $n } Klient:innen haben etwas Neues geteilt.
}
clients-nobody = Noch teilt niemand mit Ihnen
clients-find = Klient:in suchen
clients-none-found = Keine Klient:in hat diesen Namen
clients-client = Klient:in
clients-new = Neu
clients-newest = Neuestes
clients-heard = Zuletzt gehört
clients-new-count = { $n ->
    [one] 1 Eintrag
   *[other] { $n } Einträge
}
clients-nothing-new = Nichts Neues
clients-nothing-yet = Nichts geteilt
clients-row = { $name }. { $new }. Neuestes: { $newest }. Zuletzt gehört: { $heard }
clients-keys = Pfeiltasten bewegen, Eingabe öffnet.

reading-title = Mit Ihnen geteilt
reading-heard = zuletzt gehört: { $when }
reading-all-clients = Alle Klient:innen
reading-nothing = Nichts geteilt, oder noch ist nichts angekommen
reading-new = Neu
reading-open = Öffnen
reading-arrived = angekommen: { $when }
reading-ended-then = Was geteilt wurde, ist hier nicht mehr da oder bleibt so lange ausgeblendet, wie Ihre Regel sagt.
reading-kept-since = Von Ihrer Klient:in am { $when } zurückgenommen, ausgeblendet aufbewahrt bis { $until }
reading-kept = Von Ihrer Klient:in zurückgenommen, ausgeblendet aufbewahrt bis { $until }
reading-words-of = Geteilte Worte: { $name }
reading-quoted = „{ $words }“
reading-margin = Am Rand
reading-they-see = Ihre Klient:in sieht diese Notizen, und auch, wann Sie einen Eintrag geöffnet haben.
reading-you = Sie
reading-note-arrived = { $author }, { $when } · das Gerät von { $name } meldet, dass es sie hat
reading-note-waiting = { $author }, { $when } · wartet aufs Senden
reading-take-back = Zurücknehmen …
reading-points-at = Zeigt auf „{ $words }“
reading-points-at-all = Zum Ganzen. Wählen Sie Worte aus, um auf sie zu zeigen.
reading-write = Für die nächste Sitzung schreiben
reading-private = Nur Sie sehen das, bis Sie es am Rand hinterlassen.
reading-leave = Am Rand hinterlassen
reading-too-long = Länger kann eine Randnotiz nicht sein
reading-next-client = Nächste Klient:in
