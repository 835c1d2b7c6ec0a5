"""Outages written by hand, several people and languages each: what should become one incident.

"tune" was in sight when the rules were set, "report" was not.
"""

from __future__ import annotations

OUTAGES: dict[str, dict[str, tuple[str, ...]]] = {
    "tune": {
        "login": (
            "The app has refused my login since this morning, error 503 every time",
            "cannot log in to the app, error 503, is it down?",
            "Login broken again? I get error 503 since 9 o'clock",
            "Die App lässt mich nicht rein, Fehler 503, seit heute früh",
            "Anmeldung geht nicht, immer Fehler 503. Was ist los?",
            "Impossible de me connecter à l'application, erreur 503 depuis ce matin",
            "Connexion impossible, erreur 503, ça dure depuis une heure",
            "No puedo entrar en la app, error 503 desde esta mañana",
            "la aplicación no me deja iniciar sesión, error 503, ayuda",
            "app login gives error 503, I need my ticket NOW",
            "Non riesco ad accedere all'app, errore 503",
            "Não consigo entrar no app, erro 503 o dia inteiro",
            "anyone else locked out of the app? 503 since breakfast",
        ),
        "charger": (
            "my CX-20 charger gets so hot that I cannot touch it, is that dangerous?",
            "mein CX-20 Ladegerät raucht! Was soll ich tun?",
            "le chargeur CX-20 a brûlé ma table, répondez-moi vite",
            "CX-20 charger sparks when I plug it in. Please help, I have kids",
            "el cargador CX-20 se ha derretido esta noche, ¿qué hago?",
            "CX-20 smells of burnt plastic, is there a recall?",
            "il mio CX-20 fa fumo, aiuto",
            "The CX-20 you sold me melted its cable overnight",
            "Is it safe to keep using the CX-20? Mine is scorching hot",
            "CX-20 caught fire on my desk, I want to talk to somebody today",
        ),
        "copied": (
            "My parcel of week 14 never came and nobody answers, refund me now",
            "My parcel of week 14 never came and nobody answers! refund me now please",
            "parcel of week 14 never came, nobody answers, refund me now",
            "My parcel from week 14 never came and nobody answers. Refund me!",
            "my week 14 parcel never came and nobody answers me, refund now",
            "The parcel of week 14 never came, nobody answers, I want a refund now",
            "My parcel of week 14 never arrived and nobody answers, refund me",
        ),
    },
    "report": {
        "television": (
            "No picture on any channel since the match began, fix your TV service!",
            "TV is black on all channels, the game is on right now",
            "Kein Bild auf allen Sendern, mitten im Spiel!",
            "Fernsehen komplett ausgefallen, alle Sender schwarz",
            "Plus d'image sur aucune chaîne depuis le début du match",
            "écran noir sur toutes les chaînes, vous faites quoi ?",
            "sin imagen en ningún canal y el partido ha empezado",
            "todos los canales en negro, arreglen la televisión",
            "all channels dead here in Lyon, is this an outage?",
            "TV outage again, black screen since 20:45",
            "Nessuna immagine su tutti i canali, proprio durante la partita",
            "geen beeld op alle zenders, en dat tijdens de wedstrijd",
            "Telewizja nie działa, czarny ekran na wszystkich kanałach",
        ),
        "router": (
            "RT-500 restarts every five minutes since the update",
            "Since last night my RT-500 keeps rebooting, I cannot work",
            "RT-500 startet alle paar Minuten neu, seit dem Update",
            "Mein RT-500 bootet ständig neu, kein Homeoffice möglich",
            "Mon RT-500 redémarre sans arrêt depuis la mise à jour",
            "el RT-500 se reinicia solo todo el rato, solución por favor",
            "firmware update broke the RT-500, it reboots in a loop",
            "il mio RT-500 si riavvia di continuo da ieri sera",
            "RT-500 w kółko się restartuje po aktualizacji",
            "is there a fix for the rebooting RT-500? exam in an hour",
        ),
        "double": (
            "You charged me twice this month, I want the second payment back",
            "charged twice this month! give the second payment back",
            "You have charged me twice this month, second payment back please",
            "I was charged twice this month and want the second payment back",
            "You charged my card twice this month, I want the second payment back now",
            "charged me twice this month. I want that second payment back",
            "why was I charged twice this month? second payment back please",
        ),
    },
}
