"""What one listener of an office has to say, and what a poll of it left behind."""

from __future__ import annotations

from domain.errors import PlatformUnavailable
from domain.mention import Cursor, Page
from storage.models import Mention, Poll
from tests.fakes import Office

DOWN = PlatformUnavailable("down for maintenance")


def page_of(office: Office, *texts: str) -> Page:
    return Page(mentions=tuple(office.says("ann", text) for text in texts), cursor=Cursor(""))


def row(office: Office, name: str = "main") -> Poll:
    return office.get(Poll, name)


def texts(office: Office) -> list[str]:
    return [mention.text for mention in office.rows(Mention)]
