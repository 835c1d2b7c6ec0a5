"""What a simulated agent does with a suggestion that two accounts are one person."""

from __future__ import annotations

import structlog

from domain.errors import BadInput, Conflict
from domain.role import Actor
from listenpost.services import customers, identity, regrouping
from listenpost.services.app import App
from listenpost.services.customers import LinkView

log = structlog.get_logger(__name__)
SURE_FROM = 0.7
"""By what is shown beside the case alone; agents of a demo know nothing of the scenario's key."""


def recognise(app: App, actor: Actor, case_id: int) -> bool:
    """Accept what is sure enough, and make one case of one matter; says whether a case changed."""
    customer_id = customers.of_case(app, actor, case_id)
    changed = False
    for link in customers.view(app, actor, customer_id).suggestions:
        if link.confidence < SURE_FROM:
            continue
        try:
            identity.accept(app, actor, link.link_id)
            changed |= _one_matter(app, actor, case_id, link)
        except (BadInput, Conflict) as error:
            log.debug("agent.not_linked", agent=actor.name, error=str(error))
    return changed


def _one_matter(app: App, actor: Actor, case_id: int, link: LinkView) -> bool:
    """Merge the other account's case into this one, where the evidence is about these two."""
    posts = customers.timeline(app, actor, customers.of_case(app, actor, case_id))
    told_in = {post.case_id for post in posts if post.mention_id in link.mentions}
    others = {post.case_id for post in posts if post.author_id == link.other_id and post.case_id}
    others.discard(case_id)
    if len(others) != 1 or not told_in & {case_id, *others}:
        return False
    regrouping.merge(app, actor, kept_id=case_id, other_id=others.pop())
    return True
