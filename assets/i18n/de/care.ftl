# Hilfe in Not.
safety-title = Wenn es dringend ist
safety-subtitle = Diese Menschen antworten jetzt. Diese App antwortet nicht.
safety-back = Zurück
safety-emergency = Notruf, { $country }
safety-emergency-when = Wenn jemand gerade jetzt in Gefahr sein könnte
safety-call = Anrufen: { $number }
safety-text = Textnachricht: { $number }
safety-not-checked = Quelle: { $source }. Von uns nicht geprüft, prüfen Sie es jetzt, bevor Sie es brauchen
safety-checked = Quelle: { $source }. Angerufen und geprüft am { $date }
safety-nobody = Niemand überwacht diese App.
safety-sharing = Einen Eintrag zu teilen ist kein Hilferuf. Ihre Therapeut:in liest ihn vielleicht erst Tage später.
safety-country = Land

# Vorlagen für Verläufe.
course-template-six-in-five-weeks = Sechs Sitzungen in etwa fünf Wochen
course-template-six-in-two-weeks = Sechs Sitzungen in etwa zwei Wochen
course-template-four-in-eight-weeks = Vier Sitzungen in acht Wochen
course-template-daily-low-dose = Jeden Tag eine niedrige Dosis, mit Gesprächen
course-template-boosters = Auffrischungen: wöchentlich, alle zwei Wochen, dann monatlich
course-template-custom = Mein eigener Plan
