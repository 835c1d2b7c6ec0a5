"""Who is on the practice network: customers, with up to one account a network, and the brand."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.posts import BRAND


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person; the accounts' numbers follow from the id, so that runs are alike."""

    id: str
    name: str
    lang: str = "und"
    handle: str = ""
    followers: int = 0

    @property
    def x_id(self) -> str:
        return str(10**14 + _number(f"x:{self.id}"))

    @property
    def facebook_id(self) -> str:
        return str(7 * 10**15 + _number(f"facebook:{self.id}"))

    @property
    def instagram_id(self) -> str:
        return str(17 * 10**15 + _number(f"instagram:{self.id}"))

    @property
    def whatsapp_id(self) -> str:
        """A telephone number that nobody has."""
        return f"1999{_number(f'whatsapp:{self.id}') % 10**9:09}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """The brand whose accounts the credentials open."""

    name: str = "Kestrelia"
    x_handle: str = "kestrelia"
    x_search: str = "kestrelia"
    about: str = ""


class People:
    """Everybody by id, handle or account number; strangers are made up when they first appear."""

    def __init__(self, known: Iterable[Person], brand: Brand) -> None:
        self._by_id: dict[str, Person] = {}
        self._by_handle: dict[str, Person] = {}
        self._by_x_id: dict[str, Person] = {}
        self._by_facebook_id: dict[str, Person] = {}
        self._by_instagram_id: dict[str, Person] = {}
        self._by_whatsapp_id: dict[str, Person] = {}
        self.brand = self._add(
            Person(id=BRAND, name=brand.name, handle=brand.x_handle, lang="en", followers=18240)
        )
        for person in known:
            self._add(person)

    def get(self, person_id: str, name: str | None = None, lang: str = "und") -> Person:
        known = self._by_id.get(person_id)
        return known or self._add(Person(id=person_id, name=name or person_id, lang=lang))

    def by_handle(self, handle: str) -> Person | None:
        return self._by_handle.get(handle.lower())

    def by_x_id(self, x_id: str) -> Person | None:
        return self._by_x_id.get(x_id)

    def by_facebook_id(self, facebook_id: str) -> Person | None:
        return self._by_facebook_id.get(facebook_id)

    def by_instagram_id(self, instagram_id: str) -> Person | None:
        return self._by_instagram_id.get(instagram_id)

    def by_whatsapp_id(self, whatsapp_id: str) -> Person | None:
        return self._by_whatsapp_id.get(whatsapp_id)

    def _add(self, person: Person) -> Person:
        owned = person if person.handle else _with_handle(person, self._by_handle)
        self._by_id[owned.id] = owned
        self._by_handle[owned.handle.lower()] = owned
        self._by_x_id[owned.x_id] = owned
        self._by_facebook_id[owned.facebook_id] = owned
        self._by_instagram_id[owned.instagram_id] = owned
        self._by_whatsapp_id[owned.whatsapp_id] = owned
        return owned


def _with_handle(person: Person, taken: dict[str, Person]) -> Person:
    """A free handle of at most 15 letters, digits and underscores."""
    stem = re.sub(r"[^A-Za-z0-9_]+", "_", person.id).strip("_")[:15] or "customer"
    handle = stem if stem.lower() not in taken else f"{stem[:9]}_{_number(person.id) % 99991:05}"
    return Person(
        id=person.id, name=person.name, lang=person.lang, handle=handle, followers=person.followers
    )


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode(errors="surrogatepass")).digest()[:6])
