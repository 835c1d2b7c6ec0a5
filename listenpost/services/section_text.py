"""A section as TOML, as in the settings' file, and back."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from types import MappingProxyType

from domain.errors import Misfit, SettingMisfit
from listenpost.settings.layers import Content
from listenpost.settings.toml import written

LONGEST = 100_000
"""Characters of one section; a help desk's templates are some thousand."""

EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "channels": """[[channels]]
name = "support line"
kind = "phone"          # reply, message, article, phone, chat, email, store or specialist
contact = "+44 20 7946 0000"
languages = ["en"]      # left out: any

[channels.hours]        # left out: the business hours
time_zone = "Europe/London"
monday = ["09:00-17:00"]
""",
        "routes": """[[routes]]
name = "money"
topics = ["billing", "refund"]
prefer = ["message"]    # a channel or a kind of channel; also: only, never

[[routes.routes]]       # within the one above
name = "gold"
tiers = ["gold"]
prefer = ["phone"]
""",
        "message_templates": """[[message_templates]]
name = "case_update"
language = "en"
category = "utility"
body = "Hello {{1}}, there is news about your case: {{2}} Write to us here."
parameters = ["name", "news"]
usd = 0.05
""",
        "sla": """[sla]
high = "PT4H"           # or seconds: 14400

[[sla.policies]]        # other targets for some; the first that fits wins
name = "gold"
tiers = ["gold"]
first_response = "PT30M"
""",
        "business_hours": """[business_hours]
time_zone = "Europe/Berlin"
monday = ["09:00-12:30", "13:30-18:00"]
country = "DE"
subdivision = "BY"
""",
        "priority": """[priority]
per_hour = 20.0

[priority.tiers]
gold = 100.0
""",
        "articles": """[articles]
stale_days = 365
offered_across = ["en"]
""",
        "pulse": """[pulse]
our_words = ["kestrelia", "@kestrelia"]   # left out: the brand's name

[[pulse.competitors]]
name = "Acme Air"
words = ["acme air", "@acmeair"]          # case and accents do not matter; acme* : any ending

[[pulse.campaigns]]
name = "Spring sale"
words = ["#flyaway", "#springsale"]
""",
    }
)
"""Of each section one that works."""


def text_of(content: Content) -> str:
    """What an editor begins with; nothing where a list is empty."""
    return "" if all(value == [] for value in content.values()) else written(content)


def content_in(name: str, text: str) -> Content:
    """What somebody wrote; raises SettingMisfit where it is no TOML. No text is an empty list."""
    try:
        if len(text) > LONGEST:
            raise ValueError(f"it has more than {LONGEST:,} characters")
        found = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        why = f"This is no valid TOML: {error}."
        raise SettingMisfit(why, Misfit(path=(name,), why=why)) from None
    return found or {name: []}
