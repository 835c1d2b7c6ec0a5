"""The lists that are set in the dashboard: of each entry every value, with its label."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboard.entry_field import EntryField, Kind, Known
from dashboard.entry_place import Place, keys
from dashboard.tongue import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionList:
    """One list. `path` is where it stands, `below` the name of the same list inside an entry.

    `title` is "" where the page's own says it. `whole` is said of an entry that narrows nothing
    down; `at` is the field where what is wrong with the entry as a whole is said.
    """

    path: tuple[str, ...]
    fields: tuple[EntryField, ...]
    title: str = ""
    about: str = ""
    none: str
    add: str
    new: str
    ordered: bool = False
    below: str = ""
    whole: str = ""
    at: str = ""

    def fields_at(self, place: Place) -> tuple[EntryField, ...]:
        """Below another entry what is left empty is as above; "none" is a choice of its own."""
        if len(place) <= len(self.path) + 1:
            return self.fields
        return tuple(
            replace(one, known=Known.CHANNELS_BELOW, empty=_AS_ABOVE)
            if one.known is Known.CHANNELS
            else one
            for one in self.fields
        )


_NAME = EntryField(name="name", kind=Kind.TEXT, label=N_("Name"), short=None)
_AS_ABOVE = N_("as the rule above says")
_ALL = N_("all")
_NETWORKS = EntryField(
    name="platforms",
    kind=Kind.SEVERAL,
    known=Known.NETWORKS,
    label=N_("Networks"),
    empty=_ALL,
    asks=True,
)
_URGENCIES = EntryField(
    name="urgencies",
    kind=Kind.SEVERAL,
    known=Known.URGENCIES,
    label=N_("Urgency"),
    empty=_ALL,
    short=N_("urgency"),
    asks=True,
)
_TIERS = EntryField(
    name="tiers",
    kind=Kind.SEVERAL,
    known=Known.TIERS,
    label=N_("Customers' tiers"),
    help=N_("As your customers are sorted, such as gold. One that is not listed can be typed."),
    empty=N_("all, and customers without one"),
    short=N_("tier"),
    asks=True,
    written=True,
)

CHANNELS = SectionList(
    path=("channels",),
    none=N_("There is no channel of your own yet."),
    add=N_("Add a channel"),
    new=N_("A new channel"),
    fields=(
        replace(_NAME, help=N_("What agents and routes call it, such as support line.")),
        EntryField(
            name="kind",
            kind=Kind.ONE,
            known=Known.CHANNEL_KINDS,
            label=N_("What it is"),
            empty=N_("Choose one"),
        ),
        EntryField(
            name="contact",
            kind=Kind.TEXT,
            label=N_("What the customer is told"),
            help=N_("A number, an address or a link; it is put into replies."),
        ),
        EntryField(
            name="languages",
            kind=Kind.SEVERAL,
            known=Known.LANGUAGES,
            label=N_("Languages that are spoken there"),
            empty=_ALL,
        ),
        replace(_NETWORKS, label=N_("Only for customers on"), empty=N_("all networks")),
        EntryField(
            name="hours",
            kind=Kind.OPENING,
            group=N_("When it is open"),
            label=N_("Opening hours"),
            help=N_(
                "Business hours hold for phone, chat, stores and colleagues; a reply, a message, "
                "an article and email are always open."
            ),
            short=N_("hours of its own"),
        ),
        EntryField(
            name="queue",
            kind=Kind.WHOLE,
            group=N_("How busy and how dear it is"),
            label=N_("How many wait there as a rule"),
            empty=N_("not known"),
            short=None,
        ),
        EntryField(
            name="queue_limit",
            kind=Kind.WHOLE,
            label=N_("With more waiting than this it is not offered"),
            empty=N_("no limit"),
            short=None,
        ),
        EntryField(
            name="usd",
            kind=Kind.NUMBER,
            label=N_("What one contact costs, in US dollars"),
            help=N_("Of channels that settle a matter as well, the cheaper one is offered."),
            empty=N_("nothing"),
            short=None,
        ),
        EntryField(
            name="personal_data",
            kind=Kind.SWITCH,
            label=N_("Account data may be given there"),
            help=N_("In a public reply never, whatever is set here."),
            usual=True,
            short=N_("no account data"),
        ),
    ),
)
TEMPLATES = SectionList(
    path=("message_templates",),
    none=N_("There is no template yet."),
    add=N_("Add a template"),
    new=N_("A new template"),
    at="parameters",
    fields=(
        replace(
            _NAME,
            help=N_("As in WhatsApp Manager: small letters, digits and _, such as case_update."),
        ),
        EntryField(
            name="language",
            kind=Kind.ONE,
            known=Known.TEMPLATE_LANGUAGES,
            label=N_("Language"),
            help=N_("As it was approved; each language of a template is an entry of its own."),
            empty=N_("Choose one"),
            written=True,
        ),
        EntryField(
            name="category",
            kind=Kind.ONE,
            known=Known.CATEGORIES,
            label=N_("Category"),
            help=N_("As it was approved; Meta charges by it."),
            empty=N_("Choose one"),
        ),
        EntryField(
            name="usd",
            kind=Kind.NUMBER,
            label=N_("What one costs, in US dollars"),
            help=N_("By Meta's price list for the category and the customer's country."),
        ),
        EntryField(
            name="body",
            kind=Kind.WORDS,
            label=N_("Text"),
            help=N_("Letter for letter as approved, with {{1}}, {{2}} for what is filled in."),
        ),
        EntryField(
            name="parameters",
            kind=Kind.LINES,
            label=N_("What is filled in, one a line"),
            help=N_(
                "The first line is for {{1}}, the second for {{2}}. Agents see these words; name "
                "begins with the customer's first name."
            ),
            short=None,
        ),
    ),
)
POLICIES = SectionList(
    path=("sla", "policies"),
    title=N_("Other deadlines for some requests"),
    about=N_("From top to bottom; the first that fits wins. Otherwise the deadlines above hold."),
    none=N_("The deadlines above hold for every request."),
    add=N_("Add other deadlines"),
    new=N_("Other deadlines"),
    ordered=True,
    whole=N_("every request"),
    fields=(
        replace(_NAME, help=N_("How a case explains its deadline, such as gold customers.")),
        replace(_URGENCIES, known=Known.DUE, group=N_("For which requests")),
        _NETWORKS,
        _TIERS,
        EntryField(
            name="first_response",
            kind=Kind.HOURS,
            group=N_("When something is due"),
            label=N_("First answer within"),
            help=N_("0.5 is half an hour."),
            empty=N_("as above"),
            short=N_("first answer"),
        ),
        EntryField(
            name="next_response",
            kind=Kind.HOURS,
            label=N_("Each later answer within"),
            empty=N_("as above"),
            short=N_("later answers"),
        ),
        EntryField(
            name="resolution",
            kind=Kind.HOURS,
            label=N_("Matter settled within"),
            empty=N_("as above"),
            short=N_("settled"),
        ),
        EntryField(
            name="around_the_clock",
            kind=Kind.SWITCH,
            label=N_("Time runs day and night, outside business hours too"),
            short=N_("day and night"),
        ),
    ),
)
ROUTES = SectionList(
    path=("routes",),
    about=N_("From top to bottom; the first rule that fits wins, then its own rules."),
    none=N_("There is no rule: every channel may be used."),
    add=N_("Add a rule"),
    new=N_("A new rule"),
    ordered=True,
    below="routes",
    whole=N_("every case"),
    fields=(
        replace(_NAME, help=N_("How a case explains where it is settled, such as refunds.")),
        EntryField(
            name="topics",
            kind=Kind.SEVERAL,
            known=Known.TOPICS,
            group=N_("For which cases"),
            label=N_("Topics"),
            empty=_ALL,
            short=N_("topic"),
            asks=True,
        ),
        _URGENCIES,
        EntryField(
            name="languages",
            kind=Kind.SEVERAL,
            known=Known.LANGUAGES,
            label=N_("Languages"),
            empty=_ALL,
            short=N_("language"),
            asks=True,
        ),
        replace(_NETWORKS, known=Known.ANSWERED, short=N_("network")),
        EntryField(
            name="sentiments",
            kind=Kind.SEVERAL,
            known=Known.SENTIMENTS,
            label=N_("Mood"),
            empty=_ALL,
            short=N_("mood"),
            asks=True,
        ),
        _TIERS,
        EntryField(
            name="private",
            kind=Kind.EITHER,
            label=N_("Needs account data"),
            empty=N_("either"),
            short=N_("needs account data"),
            asks=True,
        ),
        EntryField(
            name="incident",
            kind=Kind.EITHER,
            label=N_("Part of an incident"),
            empty=N_("either"),
            short=N_("part of an incident"),
            asks=True,
        ),
        EntryField(
            name="prefer",
            kind=Kind.SEVERAL,
            known=Known.CHANNELS,
            group=N_("Where they are settled"),
            label=N_("First choice"),
            help=N_("They come first where they are not much worse than others."),
            empty=N_("no wish"),
            short=N_("first"),
        ),
        EntryField(
            name="only",
            kind=Kind.SEVERAL,
            known=Known.CHANNELS,
            label=N_("Nowhere else than"),
            empty=N_("no limit"),
            short=N_("only"),
        ),
        EntryField(
            name="never",
            kind=Kind.SEVERAL,
            known=Known.CHANNELS,
            label=N_("Never"),
            empty=N_("no limit"),
            short=N_("never"),
        ),
    ),
)
_WORDS = EntryField(
    name="words",
    kind=Kind.LINES,
    label=N_("Names and handles, one a line"),
    help=N_("Case and accents do not matter; * stands for any ending: acme*."),
)
COMPETITORS = SectionList(
    path=("pulse", "competitors"),
    title=N_("Competitors"),
    about=N_("A post that has one of the words names it; Pulse shows each one's share of voice."),
    none=N_("There is no competitor yet."),
    add=N_("Add a competitor"),
    new=N_("A new competitor"),
    fields=(
        replace(_NAME, help=N_("How Pulse calls it.")),
        replace(_WORDS, empty=N_("its name")),
    ),
)
CAMPAIGNS = SectionList(
    path=("pulse", "campaigns"),
    title=N_("Campaigns"),
    about=N_("Pulse can be filtered by each of them."),
    none=N_("There is no campaign yet."),
    add=N_("Add a campaign"),
    new=N_("A new campaign"),
    fields=(
        replace(_NAME, help=N_("How Pulse calls it.")),
        replace(_WORDS, label=N_("Hashtags and words, one a line")),
        EntryField(
            name="listeners",
            kind=Kind.SEVERAL,
            known=Known.LISTENERS,
            label=N_("Listeners all of whose posts belong to it"),
            help=N_("Such as a saved search for the campaign."),
            empty=N_("none"),
            short=N_("listener"),
            written=True,
        ),
    ),
)
LISTS = (CHANNELS, TEMPLATES, POLICIES, ROUTES, COMPETITORS, CAMPAIGNS)


def lists_of(section: str) -> tuple[SectionList, ...]:
    """Those of one section, in the order in which they are shown."""
    return tuple(one for one in LISTS if one.path[0] == section)


def list_at(place: Place) -> SectionList | None:
    """The list that an address is in."""
    way = keys(place)
    for one in LISTS:
        rest = way[len(one.path) :]
        if way[: len(one.path)] == one.path and set(rest) <= {one.below}:
            return one
    return None
