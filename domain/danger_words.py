"""Words that a post about danger, fraud, an outage or a stranded person has, by language.

Read by `domain.first_look` before the model has seen the post: what they decide is the order only,
so that a word too many costs a place in a queue, and a word too few a few minutes. Small letters,
apostrophes straight; UNSPACED ones are found anywhere and begin with a plain
character, the others begin at a word and with a letter.
"""

from __future__ import annotations

DANGER = (
    # English
    r"fires?\b|on fire|flames?\b|smok(?:e|ing)\b|burn(?:t|ed|ing|s)?\b|explo(?:de|sion)\w*",
    r"sparks?\b",
    r"electric shocks?|electrocut\w+|overheat\w*|melt(?:ed|ing)\b|swell\w*|swollen|gas leak\w*",
    r"injur\w+|bleed\w*|hospital\w*|ambulance|emergency|unconscious|faint\w*|chok(?:e|ed|ing)\b",
    r"allerg\w+|anaphyla\w+|poison\w*|mou?ldy|shards?\b|dangerous\w*|unsafe|hazard\w*|kill\w*",
    r"suicid\w*|self[- ]harm|threat\w*|harass\w*|assault\w*|attacked|chest pain|can'?t breathe",
    r"fraud\w*|scam\w*|phish\w*|hack(?:ed|er|ers|ing)\b|stolen|unauthori[sz]ed|breach\w*|leaked",
    r"strand(?:ed|ing)|stuck (?:at|in)|trapped|locked (?:in|out)|outage|everyone|insulin",
    r"medicat\w+",
    r"nobody can|no one can|is down\b|are down\b|all down\b|not working for anyone",
    r"someone (?:else )?(?:is|has)",
    r"gas smell|smell\w* (?:of )?gas|oxygen|wheelchair|bab(?:y|ies)|toddler|brakes?\b",
    r"crash(?:ed)?\b",
    r"drunk|police|blood\w*|rac(?:ist|ism)|rape\w*|abus\w+|no (?:power|water|heating|signal)\b",
    r"power cut|blackout|drain(?:ed|ing)|emptied",
    r"sleep(?:ing)? (?:on|in|at) the (?:floor|airport)",
    # German
    r"brenn\w*|brand(?:gefahr)?\b|feuer\w*|rauch\w*|qualm\w*|explo(?:dier|sion)\w*|funken\w*",
    r"stromschl[aä]g\w*|überhitz\w*|geschmolzen|verletz\w*|blut\w*|krankenhaus|notaufnahme",
    r"notfall",
    r"notarzt|allergi\w*|vergift\w*|schimmel\w*|scherben?|gefährlich\w*|lebensgefahr|bedroh\w*",
    r"suizid\w*|selbstmord|betrug|betrüger\w*|gehackt|phishing|gestohlen|missbrauch\w*|datenleck",
    r"gasgeruch|riecht nach gas|sauerstoff\w*|polizei|bremsen?|baby|rollstuhl|rassis\w*",
    r"stromausfall",
    r"gestrandet|eingesperrt|ausgesperrt|sitze\w* fest|ausfall|störung|verbrannt|verbrüht",
    # French
    r"feu\b|incendie\w*|brûl\w*|fumée|explos\w*|étincelle\w*|électrocut\w*|surchauff\w*|bless\w*",
    r"sang\b|hôpital|urgences?\b|allergi\w*|empoisonn\w*|intoxi\w*|moisi\w*|danger\w*|menac\w*",
    r"fraud\w*|arnaque\w*|pirat\w*|volée?s?\b|usurp\w*|bloquée?s? (?:à|au|en|dans)|coincée?s?",
    r"panne",
    r"odeur de gaz|oxygène|bébé|police\b|freins?|racis\w*|coupure|abandonnée?s?|fuite",
    # Spanish
    r"fuego|incendi\w*|quem[aóe]\w*|humo|explot\w*|explosi\w*|chispa\w*|electrocut\w*",
    r"herid[ao]s?",
    r"sangr\w*|hospital|urgencias?|emergencia|al[eé]rgi\w*|intoxic\w*|moho|peligr\w*|amenaz\w*",
    r"fraude\w*|estaf\w*|hacke\w*|robad[oa]s?|suplant\w*|tirad[oa]s? en|varad[oa]s?",
    r"atrapad[oa]s?",
    r"caíd[oa]|apagón|olor a gas|oxígeno|bebé|policía|frenos?|racis\w*|sin luz|abandonad[oa]s?",
    # Italian
    r"fuoco|incendi\w*|bruci\w*|fumo|esplo\w*|scintill\w*|folgorat\w*|surriscald\w*|ferit[oaie]",
    r"sangu\w*|ospedale|pronto soccorso|emergenza|allergi\w*|intossic\w*|muffa|pericol\w*",
    r"minacc\w*",
    r"frod\w*|truff\w*|hackerat\w*|rubat[oaie]|bloccat[oaie] (?:in|a)|intrappolat\w*|guasto",
    r"odore di gas|ossigeno|neonato|polizia|fren[oi]\b|razzis\w*|blackout|abbandonat\w*",
    # Portuguese
    r"fogo|incêndio\w*|queim\w*|fumaça|fumo|explod\w*|explos\w*|faísca\w*|choque elétrico",
    r"ferid[oa]s?",
    r"hospital|emergência|alergi\w*|alérgic\w*|intoxica\w*|mofo|perig\w*|ameaç\w*|fraude\w*",
    r"golpe\w*",
    r"cheiro a g[áa]s|cheiro de g[áa]s|oxigénio|oxigênio|bebê|bebé|polícia|freios?|travões",
    r"racis\w*",
    r"hackead\w*|roubad\w*|pres[oa]s? (?:em|no|na)|apagão|fora do ar",
    # Dutch
    r"brand\w*|vuur\w*|rook\w*|ontplof\w*|explo\w*|vonk\w*|elektrocut\w*|oververhit\w*|gewond\w*",
    r"bloed\w*|ziekenhuis|spoed\w*|noodgeval|allergi\w*|vergiftig\w*|schimmel\w*|gevaar\w*",
    r"bedreig\w*",
    r"gaslucht|zuurstof|politie|remmen|baby|racis\w*|stroomuitval|vast in|achtergelaten",
    r"fraude\w*|oplicht\w*|gehackt|gestolen|gestrand|opgesloten|storing",
    # Polish
    r"pożar\w*|pali\w*|płon\w*|dym\w*|wybuch\w*|iskr\w*|poraz\w*|przegrz\w*|ranion\w*|ranny",
    r"krwaw\w*",
    r"szpital\w*|pogotowi\w*|alergi\w*|zatru\w*|pleś\w*|niebezpiecz\w*|groż\w*|oszust\w*",
    r"oszuk\w*",
    r"włama\w*|ukrad\w*|zhakow\w*|utkn\w*|awari\w*",
    # Turkish
    r"yangın\w*|yanıyor|yandı|duman\w*|patla\w*|kıvılcım\w*|elektrik çarp\w*|yarala\w*",
    r"hastane\w*",
    r"acil\w*|alerji\w*|zehir\w*|küf\w*|tehlike\w*|tehdit\w*|dolandır\w*|çalın\w*|hack\w*|mahsur",
    r"kesinti",
    # Russian, Ukrainian
    r"пожар\w*|горит|загорел\w*|дым\w*|взорва\w*|взрыв\w*|искр\w*|ударило током|перегре\w*",
    r"ожог\w*",
    r"травм\w*|кров\w*|больниц\w*|скор(?:ая|ую) помощь|аллерги\w*|отрав\w*|плесен\w*|опасн\w*",
    r"угро\w*",
    r"мошенни\w*|взлом\w*|украл\w*|застря\w*|сбой|авари\w*",
    r"пожеж\w*|горить|дим\w*|вибух\w*|лікарн\w*|отруї\w*|небезпе\w*|загро\w*|шахра\w*|зламал\w*",
    # Swedish, Danish, Norwegian
    r"eld\b|brann|brinner|brænder|brenner|rök\w*|røg\w*|røyk\w*|explod\w*|eksplo\w*",
    r"skad(?:ad|et)\w*",
    r"sjukhus\w*|sykehus\w*|allerg\w*|förgift\w*|forgift\w*|farlig\w*|hot(?:ad|ar)\b",
    r"bedrägeri\w*",
    r"svindel\w*|hackad\w*|stulen|stjålet|strandsatt|avbrott",
    # Czech, Romanian, Catalan
    r"oheň|ohni|hoř[íe]\w*|požár\w*|kouř\w*|výbuch\w*|vybuch\w*|jiskř\w*|zraně\w*|zranil\w*",
    r"krv\w*",
    r"nemocnic\w*|záchran\w*|alergi\w*|otráv\w*|plíse\w*|nebezpeč\w*|podvod\w*|ukradl\w*",
    r"hackn\w*",
    r"uvízl\w*|uvěznění|výpad\w*|foc\b|incendi\w*|ars\b|fum\w*|explod\w*|scânte\w*|răni\w*",
    r"sânge\w*",
    r"spital\w*|urgenț\w*|otrăv\w*|mucegai\w*|pericol\w*|perill\w*|amenin\w*|fraud\w*|escroc\w*",
    r"furat\w*|spart\w*|blocați?|crema\w*|espurn\w*|ferit\w*|sang\w*|al·lèrgi\w*|estaf\w*",
    r"robat\w*",
    r"hackej\w*|tirats?|encallats?|atrapats?",
    # Greek, Indonesian, Vietnamese
    r"πυρκαγι\w*|καίγεται|σπίθ\w*|εγκαύμα\w*|αίμα\w*|δηλητηρί\w*|κίνδυν\w*|κινδυν\w*|απειλ\w*",
    r"έκλεψ\w*|χάκ\w*|απάτ\w*|χακάρ\w*|αποκλεισμέν\w*|εγκλωβισ\w*|επείγον\w*|βλάβη",
    r"φωτιά\w*|καπν\w*|έκρηξ\w*|τραυματ\w*|νοσοκομεί\w*|αλλεργ\w*|επικίνδυν\w*|απάτη\w*|κλοπή",
    r"kebakaran|terbakar|asap|meledak|terluka|rumah sakit|alergi|keracunan|bahaya|berbahaya",
    r"ditipu",
    r"penipuan|diretas|terjebak|cháy|khói|nổ\b|bị thương|bệnh viện|dị ứng|ngộ độc|nguy hiểm",
    r"lừa đảo",
)

DANGER_UNSPACED = (
    r"火事|火災|発火|燃え|煙が|爆発|感電|やけど|火傷|怪我|けが|出血|病院|救急|アレルギー|食中毒|カビ|危険|危ない",
    r"詐欺|乗っ取|不正利用|不正ログイン|盗まれ|閉じ込め|取り残|障害",
    r"着火|起火|冒烟|冒煙|爆炸|触电|觸電|烧伤|燒傷|烫伤|燙傷|受伤|受傷|流血|医院|醫院|过敏|過敏|中毒|发霉|發霉",
    r"危险|危險|诈骗|詐騙|被盗|被盜|盗刷|盜刷|黑客|骇客|駭客|滞留|滯留|被困|瘫痪|癱瘓|故障",
    r"화재|불이 ?[나났]|연기|폭발|감전|화상|다쳤",
    r"부상|병원|응급|알레르기|식중독|곰팡이|위험|사기|해킹|도용|갇혔|장애",
    r"حريق|احترق|يحترق|دخان|انفجر|انفجار|صعق|حروق|أصيب|إصابة|مستشفى|طوارئ|حساسية|تسمم|عفن|خطر",
    r"خطير|احتيال",
    r"ينحرق|نار|شرار|ريحة غاز|أكسجين|دم\b|اختراق|تهكر|انسرق|ابتزاز|تحرش|سرقة|سرقوا|نصب|عالق",
    r"عالقين|محتجز",
    r"आग|धुआं|धुआँ|विस्फोट|करंट|जल गय|घायल|चोट|अस्पताल|एलर्जी|ज़हर|खतर|ख़तर|धोखा|हैक|चोरी|फंस",
    r"ไฟไหม้|ไฟลุก|ควัน|ระเบิด|ไฟดูด|ไฟช็อต|บาดเจ็บ|โรงพยาบาล|แพ้|อันตราย|โกง|หลอกลวง|แฮก",
    r"ถูกขโมย|ติดอยู่",
    r"שריפה|עשן|התפוצץ|נפצע|בית חולים|מסוכן|הונאה|נפרץ",
    r"🔥|🚨|🆘|🚑",
)
