"""An invented year of customers, cases and posts for benchmarks.inbox: skewed as real ones are.

Rows come in the order of time, so that the posts of one case lie apart in the table, as they do
where they arrive. The same sizes and seed give the same rows.
"""

from __future__ import annotations

import datetime as dt
import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from domain.case import CaseStatus
from domain.classification import Topic, Urgency
from domain.priority import Standing, rank
from domain.sla import SlaPolicy

END = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
YEAR = dt.timedelta(days=365)
OPEN_SHARE = 0.04
LONG_THREAD, LONG_THREAD_EVERY = 2000, 5000
AGENTS = 20
PLATFORMS = {"x": 55, "facebook": 30, "instagram": 8, "mastodon": 4, "bluesky": 3}
URGENCIES = {Urgency.CRITICAL: 3, Urgency.HIGH: 17, Urgency.NORMAL: 80}
TOPICS = dict(zip(Topic, (8, 14, 22, 12, 18, 6, 4, 1, 5, 10), strict=True))
WORDS = {
    "en": (46, "the my order parcel is still not here where refund please app invoice broken help"),
    "es": (12, "mi pedido no llega dónde está el paquete devolución factura ayuda por favor roto"),
    "de": (8, "meine bestellung ist noch nicht da wo bleibt das paket rechnung kaputt bitte hilfe"),
    "fr": (6, "ma commande n'est pas arrivée où est le colis remboursement facture cassé aidez"),
    "pt": (5, "meu pedido não chegou onde está o pacote reembolso fatura quebrado ajuda favor"),
    "ja": (4, "注文した商品がまだ届きません 返金してください 荷物はどこですか 壊れています"),
    "ar": (4, "أين طردي لم يصل الطلب بعد أريد استرداد المال الفاتورة خطأ ساعدوني"),
    "tr": (3, "siparişim nerede hâlâ gelmedi iade istiyorum fatura yanlış bozuk yardım edin"),
    "ru": (3, "где мой заказ посылка не пришла верните деньги счёт сломан помогите пожалуйста"),
    "hi": (2, "मेरा ऑर्डर अभी तक नहीं आया पैसे वापस करो बिल गलत है मदद"),
    "zh": (2, "我的包裹在哪里 还没有收到货 请退款 发票错误 坏了 帮帮我"),
    "ko": (1, "주문한 상품이 아직 안 왔어요 환불해 주세요 택배 어디에 있나요 고장"),
    "th": (1, "พัสดุของฉันอยู่ที่ไหน ยังไม่ได้รับ ขอเงินคืน ใบแจ้งหนี้ผิด เสีย"),
    "el": (1, "πού είναι το δέμα μου επιστροφή χρημάτων τιμολόγιο χαλασμένο βοήθεια"),
    "pl": (1, "gdzie jest moja paczka zwrot pieniędzy faktura zepsute proszę pomóżcie"),
    "he": (1, "איפה החבילה שלי החזר כספי חשבונית שבור עזרה בבקשה"),
}  # fmt: skip
"""Language -> share in percent, and what its customers say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is invented."""

    cases: int
    mentions: int
    seed: int = 1

    @property
    def customers(self) -> int:
        """People come back: fewer of them than cases."""
        return max(10, self.cases * 6 // 10)


@dataclass(slots=True, kw_only=True)
class Matter:
    """One case, as far as its posts need it."""

    id: int
    customer: int
    platform: str
    language: str
    thread: int
    opened: float
    open: bool
    topic: Topic
    urgency: Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One mention to be; `case` is 0 where it belongs to none."""

    at: float
    author: int
    thread: int
    case: int
    by_brand: bool
    platform: str
    language: str
    text: str
    owed: bool


def weighted(shares: dict[str, int] | dict[Urgency, int] | dict[Topic, int]) -> tuple[list, list]:  # type: ignore[type-arg]
    """Choices and their running weights, as random.choices wants them."""
    running, total = [], 0
    for share in shares.values():
        total += share
        running.append(total)
    return list(shares), running


@cache
def phrases(language: str) -> list[str]:
    """What is said in one language, in 400 wordings; few words are in most of them, most in few."""
    chance = random.Random(language)
    said = WORDS[language][1].split()
    rare = [f"{word}{ending}" for word in said for ending in ("a", "os", "en", "ir", "um")]
    found = []
    for _ in range(400):
        length = 4 + int(chance.expovariate(0.12))
        words = [said[int(len(said) * chance.random() ** 2)] for _ in range(min(length, 40))]
        words.append(chance.choice(rare))
        found.append(" ".join(words))
    return found


class Year:
    """All rows of a size: `matters` first, then the `posts`, each in the order of time."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.languages = weighted({name: share for name, (share, _) in WORDS.items()})
        self.began = (END - YEAR).timestamp()
        self.ended = END.timestamp()

    def matters(self) -> Iterator[Matter]:
        """The cases."""
        chance = random.Random(self.size.seed)
        platforms, topics, urgencies = weighted(PLATFORMS), weighted(TOPICS), weighted(URGENCIES)
        length = self.ended - self.began
        recent = self.size.cases * 9 // 10
        for number in range(1, self.size.cases + 1):
            likely = OPEN_SHARE * (9 if number > recent else 0.1)
            customer = 1 + int(self.size.customers * chance.random() ** 1.5)
            home = random.Random(customer)  # people keep their network and their language
            yield Matter(
                id=number,
                customer=customer,
                platform=home.choices(platforms[0], cum_weights=platforms[1])[0],
                language=home.choices(self.languages[0], cum_weights=self.languages[1])[0],
                thread=number,
                opened=self.began + length * number / (self.size.cases + 1),
                open=chance.random() < likely,
                topic=chance.choices(topics[0], cum_weights=topics[1])[0],
                urgency=chance.choices(urgencies[0], cum_weights=urgencies[1])[0],
            )

    def posts(self) -> Iterator[Post]:
        """The mentions: six of ten belong to cases, one in five of those is the brand's answer."""
        chance = random.Random(self.size.seed + 1)
        waiting: list[tuple[float, int, Post]] = []
        left, count, written = self.size.mentions, 0, 0
        each = 0.6 * left / self.size.cases
        for matter in self.matters():
            while waiting and waiting[0][0] <= matter.opened and written < left:
                written += 1
                yield heapq.heappop(waiting)[2]
            for post in self._of(matter, chance, each):
                count += 1
                heapq.heappush(waiting, (post.at, count, post))
        while written < left:
            written += 1
            yield heapq.heappop(waiting)[2] if waiting else self._noise(chance, self.ended)

    def _of(self, matter: Matter, chance: random.Random, each: float) -> Iterator[Post]:
        number = 1 + int(chance.expovariate(1 / max(0.1, each - 0.5)))
        at = matter.opened
        for place in range(number):
            by_brand = place > 0 and chance.random() < 0.22 and not (matter.open and place == 1)
            yield self._post(matter, chance, at, case=matter.id, by_brand=by_brand)
            at += chance.expovariate(1 / 20_000)
        others = max(0, int(chance.expovariate(1 / (each * 0.66))))
        if matter.id % LONG_THREAD_EVERY == LONG_THREAD_EVERY // 2:
            others = LONG_THREAD
        for _ in range(others):
            at = matter.opened + chance.expovariate(1 / 40_000)
            yield self._post(matter, chance, at, case=0, by_brand=False)

    def _post(
        self, matter: Matter, chance: random.Random, at: float, *, case: int, by_brand: bool
    ) -> Post:
        wording = phrases(matter.language)
        text = wording[int(len(wording) * chance.random())]
        if case and chance.random() < 0.3:
            text = f"{text} #{case * 7 + 100_000}"
        return Post(
            at=min(at, self.ended),
            author=matter.customer if case else 1 + int(self.size.customers * chance.random()),
            thread=matter.thread,
            case=case,
            by_brand=by_brand,
            platform=matter.platform,
            language=matter.language,
            text=text,
            owed=bool(case) and not by_brand,
        )

    def _noise(self, chance: random.Random, at: float) -> Post:
        matter = Matter(
            id=0,
            customer=1,
            platform="x",
            language="en",
            thread=1 + int(self.size.cases * chance.random()),
            opened=at,
            open=False,
            topic=Topic.OTHER,
            urgency=Urgency.NONE,
        )
        return self._post(matter, chance, at - YEAR.total_seconds() * chance.random(), case=0,
                          by_brand=False)  # fmt: skip


def standing(matter: Matter, chance: random.Random, policy: SlaPolicy) -> dict[str, object]:
    """The columns of a case that follow from where it stands."""
    opened = dt.datetime.fromtimestamp(matter.opened, dt.UTC)
    due = policy.due_at(matter.urgency, opened) or opened
    place = rank(Standing(urgency=matter.urgency, waiting_since=opened, due_at=due))
    if not matter.open:
        closed = CaseStatus.RESOLVED if chance.random() < 0.93 else CaseStatus.NOT_ACTIONABLE
        return {"status": closed.value, "rank": place, "waiting_since": None, "due_at": None}
    draw = chance.random()
    status = (
        CaseStatus.OPEN if draw < 0.6 else CaseStatus.WAITING if draw < 0.9 else CaseStatus.SNOOZED
    )
    owed = status is not CaseStatus.WAITING
    return {
        "status": status.value,
        "rank": place,
        "waiting_since": opened if owed else None,
        "due_at": due if owed else None,
        "reply_pending": status is CaseStatus.OPEN and chance.random() < 0.03,
        "attention": "The reply's fate is unknown." if chance.random() < 0.01 else None,
        "assignee_id": 1 + int(AGENTS * chance.random()) if chance.random() < 0.1 else None,
    }
