"""Instagram as the contracts of listeners and responders see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.mention import INSTAGRAM, MentionKind
from domain.reply import ReplyTarget
from listeners.base import Listener
from listeners.instagram import InstagramListener, InstagramSettings
from responder.base import Responder
from responder.instagram import InstagramResponder
from tests.platforms.facebook_network import FacebookNetwork


@dataclass(frozen=True, slots=True)
class InstagramNetwork(FacebookNetwork):
    """The practice network's Instagram; requests go wrong as the Graph API's do."""

    kind: str = "tagged"

    @property
    def secrets(self) -> list[str]:
        return self.practice.instagram_account().secrets()

    def listener(self, **settings: Any) -> Listener:
        return InstagramListener(
            self.practice.instagram_account(timeout=self.patience),
            InstagramSettings.model_validate({"page_size": 10} | settings),
            now=self.practice.now,
        )

    def publish(self, text: str, *, late: float = 0, lie: float = 0, **more: Any) -> str:
        stated = self.now().timestamp() + lie if lie else None
        given = {"kind": self.kind, "reply_to_external_id": self.under} | more
        return self.practice.publish(
            text, network="instagram", visible_after_seconds=late, created_at=stated, **given
        )

    def responder(self, **account: Any) -> Responder:
        account = {"timeout": self.patience} | account
        return InstagramResponder(self.practice.instagram_account(**account), now=self.practice.now)

    def target(self, text: str = "My parcel is lost!", **more: Any) -> ReplyTarget:
        post_id = self.publish(text, **more)
        post = self.practice.world.posts[post_id]
        is_comment = post.kind == "comment"
        return ReplyTarget(
            platform=INSTAGRAM,
            external_id=post_id,
            conversation_id=post.root_id,
            author_external_id=self.practice.world.people.get(post.person).instagram_id,
            author_handle=None,
            kind=MentionKind.COMMENT if is_comment else MentionKind.POST,
            summoned=True,
            published_at=self.now(),
        )
