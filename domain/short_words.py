"""Words by which a few words under a case are understood, by language; regular expressions.

Small letters, apostrophes straight. Languages that are written without spaces, and Arabic, whose
small words grow together with the next one, stand in UNSPACED lists: those are found anywhere.
"""

from __future__ import annotations

SETTLED = (
    # English
    r"(?:all )?(?:sorted|solved|resolved|fixed)",
    r"(?:working|works|back up|back to normal)(?: \w+)? (?:now|again|fine)|(?:now|again) works",
    r"never ?mind|no longer (?:needed|an issue)|all (?:good|fine|ok)",
    r"figured it out|found (?:it|out)|that (?:did it|did the trick|worked|fixed it)",
    # German
    r"erledigt|gelöst|behoben|(?:geht|läuft|funktioniert|klappt) (?:es )?(?:wieder|jetzt|nun)",
    r"(?:jetzt|nun|wieder) (?:geht|läuft|funktioniert|klappt)(?: es)?|hat sich geklärt",
    r"hat (?:sich )?geklappt|alles (?:gut|wieder gut|in ordnung)|wieder da",
    # French
    r"(?:c'est|tout est) (?:réglé|résolu|bon|rentré dans l'ordre)|réglé|résolue?|remarche",
    r"refonctionne|(?:marche|fonctionne) (?:à nouveau|de nouveau|maintenant)|ça fonctionne",
    r"j'ai trouvé|laissez tomber",
    # Spanish
    r"solucionad[oa]|resuelt[oa]|arreglad[oa]|ya (?:me )?(?:funciona|va|está|llegó)|ya lo encontré",
    # Italian
    r"risolt[oa]|sistemat[oa]|(?:ora|adesso) (?:funziona|va)|funziona (?:di nuovo|ora|adesso)",
    r"tutto (?:a posto|ok|bene)|non importa|ho trovato",
    # Portuguese
    r"resolvid[oa]|já (?:está|voltou|funciona|consegui|chegou)\b.*|deu certo|tudo (?:certo|ok|bem)",
    # Dutch
    r"opgelost|geregeld|verholpen|(?:werkt|doet het) (?:het )?(?:weer|nu)|laat maar|al gevonden",
    # Polish
    r"rozwiązan[eay]|naprawion[eay]|załatwion[eay]|już działa|działa już|znowu działa",
    r"nieaktualne|(?:wszystko )?(?:już )?w porządku|poradził[ae]m sobie",
    # Turkish
    r"çözüldü|halloldu|düzeldi|hallettim|şimdi çalışıyor|tekrar çalışıyor",
    # Russian, Ukrainian
    r"решен[оа]|решён|решилось|починили|заработал[оаи]?|(?:уже|снова|теперь) работает",
    r"разобрал(?:ся|ась)",
    r"вирішен[оа]|вже працює|знову працює",
    # Swedish, Danish, Norwegian
    r"löst|ordnat sig|(?:funkar|fungerar) (?:igen|nu)|løst|(?:virker|fungerer) (?:igen|nå|nu)",
    # Greek, Indonesian, Vietnamese
    r"λύθηκε|διορθώθηκε|sudah (?:beres|selesai|bisa)|đã (?:xong|được|giải quyết)",
)

SETTLED_UNSPACED = (
    r"解決(?:しました|した|済)|直り(?:ました)|直った|使えるようになり",
    r"解决了|搞定|好了|可以用了|恢复了|解決了|修好",
    r"해결(?:됐|되었|했)|다시 돼",
    r"تم الحل|حلت|رجع يشتغل|اشتغل|تم حل",
    r"ठीक हो गया|แก้ได้แล้ว|ใช้ได้แล้ว",
)

HARMLESS = (
    r"no (?:worries|problem|problems|need|prob|rush)|not a problem|never ?mind|no longer|why not",
    r"can't wait|no idea (?:why|how)|but (?:i|i've|it'?s) (?:already |now |just )?(?:got it |"
    r"figured |found |fixed |solved |sorted |working |works )",
    r"nothing else|no more (?:questions|problems)|(?:can't|cannot) thank you enough|no issues?",
    r"(?:but|aber|mais|pero|ma|mas|maar|ale|ama|но|men) (?:\w+ )?(?:thanks|thank you|danke|merci|"
    r"gracias|grazie|obrigad[oa]|bedankt|dank je|dzięki|dziękuję|teşekkürler|спасибо|tack)"
    r"(?: anyway| again| trotzdem| quand même| de todas formas| comunque| toch)",
    r"kein problem(?: mehr)?|kein thema|nicht mehr nötig|pas de (?:souci|problème)s?|sans souci",
    r"no (?:pasa nada|hay problema)|nessun problema|non importa|non c'è problema|sem problemas?",
    r"não tem problema|geen probleem|niet meer nodig|laat maar",
    r"nie ma (?:problemu|sprawy)|sorun değil",
    r"не за что|не проблема|ничего страшного|inga problem|ingen fara",
)

CONTRARY = (
    # English
    r"but|however|still|unfortunately|useless|thanks for nothing|nothing|never|no|not|\w+n't",
    r"cannot",
    # German
    r"aber|jedoch|leider|immer noch|noch immer|weiterhin|nach wie vor|nicht|kein(?:e|en|er|es|em)?",
    r"nichts|nix|trotzdem",
    # French
    r"mais|cependant|toujours|encore (?:rien|pas|en)|pas|aucune?|rien|jamais|malheureusement",
    # Spanish
    r"pero|sin embargo|sigu?[eo]n?|todavía|aún|tampoco|nada|nunca|lamentablemente|desgraciadamente",
    # Italian
    r"ma|però|tuttavia|ancora|purtroppo|niente|nulla|non|nessun[oa]?",
    # Portuguese
    r"mas|porém|ainda|continu[ao]|não|infelizmente",
    # Dutch
    r"maar|echter|nog (?:steeds|altijd)|helaas|niets|niks|niet|geen",
    # Polish
    r"ale|jednak|nadal|wciąż|ciągle|niestety|nie|nic",
    # Turkish
    r"ama|fakat|ancak|hâlâ|hala|maalesef|değil|yok|\w+m[ıiuü]yor(?:um|uz)?|yaramadı|olmadı",
    # Russian, Ukrainian
    r"но|однако|(?:все|всё) (?:ещё|еще|равно|так же)|не|нет|ничего|к сожалению|але|досі|нічого",
    # Swedish, Danish, Norwegian
    r"men|fortfarande|tyvärr|inte|inget|ingen|stadig|fortsatt|dessverre|desværre|ikke",
    # Greek, Indonesian, Vietnamese
    r"αλλά|ακόμα|δεν|δυστυχώς|tapi|masih|belum|tidak|nhưng|vẫn|không|chưa",
)

CONTRARY_UNSPACED = (
    r"でも|まだ|しかし|(?:れ|い|き|せ|ら)ない|ません|だめ|ダメ|残念",
    r"但|还是|還是|还在|還在|没|沒|不(?!客气|客氣|用谢|用謝|好意思)",
    r"하지만|아직|여전히|안 ?돼|안 ?되|못",
    r"لكن|ما ?زال|لا يزال|لم |لا ي|لا ت|ليس|للأسف|غير|مازلت",
    r"लेकिन|अभी भी|नहीं|แต่|ยัง|ไม่",
)

THANKS = (
    r"thanks?|thank you|thx|ty|cheers|ta|great|perfect|awesome|brilliant|lovely|legend",
    r"love(?:d|ly)?",
    r"dank(?:e|eschön|est)?|vielen dank|super|perfekt|klasse|prima|top|toll|merci|parfait|génial",
    r"gracias|perfecto|genial|grazie|perfetto|ottimo|obrigad[oa]s?|obg|valeu|perfeito|ótimo",
    r"bedankt|dank je|dank u|dank je wel|geweldig|dzięki|dziękuję|dziekuje|świetnie",
    r"teşekkür(?:ler)?|sağ ?ol(?:un)?|harika|спасибо|благодарю|отлично|дякую|класс",
    r"tack|tusen tack|toppen|tak|takk|kiitos|ευχαριστώ|terima kasih|makasih|cảm ơn|děkuji|díky",
    r"köszönöm|mulțumesc|hvala",
)

THANKS_UNSPACED = (
    r"ありがと|感謝|助かりました|谢|謝|感谢|감사|고마|شكر|يعطيك|धन्यवाद|शुक्रिया|ขอบคุณ|תודה",
    r"[👍🙏❤😊🥰😍💯🎉👏]",
)

IN_ADVANCE = (
    r"in advance|im voraus|d'avance|por adelantado|de antemano|in anticipo|desde já|antecipad\w+",
    r"alvast|bij voorbaat|z góry|şimdiden|заранее|på förhand|på forhånd",
)

IN_ADVANCE_UNSPACED = (r"よろしくお願い|提前|先谢|مقدما",)
