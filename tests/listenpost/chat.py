"""An installation that listens to one WhatsApp number and one page, and its door."""

from __future__ import annotations

from dataclasses import replace

from starlette.testclient import TestClient

from domain.mention import FACEBOOK, WHATSAPP
from listeners.whatsapp import WhatsAppListener, WhatsAppSettings
from listenpost import webhooks
from listenpost.services import ingest
from listenpost.settings.webhooks import WebhookSettings
from platforms.whatsapp import WhatsAppNumber
from storage.engine import Database
from tests.fakes import FakeListener, Office, connected, open_office
from tests.platforms.whatsapp_payloads import ACCOUNT, NUMBER, TOKEN, signed

KEY = "the-secret-of-our-app"
SETTINGS = {"app_secret": KEY, "verify_token": TOKEN}
PAGE_ID = "110"


def open_chat(database: Database) -> Office:
    """Its listeners: main (X, polled), chat (told), page (polled, and told when to)."""
    found = open_office(database)
    account = WhatsAppNumber.model_validate(
        {"phone_number_id": NUMBER, "business_account_id": ACCOUNT, "access_token": "t"}
    )
    listener = WhatsAppListener(account, WhatsAppSettings(), now=lambda: found.time.now)
    chat = connected("chat", listener, webhook_address=account.webhook_address, only_told=True)
    page = connected("page", FakeListener(), webhook_address=f"page/{PAGE_ID}")
    more = {"chat": replace(chat, platform=WHATSAPP), "page": replace(page, platform=FACEBOOK)}
    responders = {**found.app.responders, WHATSAPP: lambda: found.responder}
    found.app = replace(found.app, listeners={**found.app.listeners, **more}, responders=responders)
    ingest.register_listeners(found.app)
    return found


def door_of(office: Office, **settings: str) -> TestClient:
    chosen = WebhookSettings.model_validate(SETTINGS | settings)
    return TestClient(webhooks.make_app(office.app, chosen))


def post(door: TestClient, body: bytes, secret: str = KEY) -> int:
    return door.post(webhooks.META, content=body, headers=signed(body, secret)).status_code
