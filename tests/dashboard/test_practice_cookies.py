"""Signed in to the real dashboard and to a practice room of the same host at once."""

from __future__ import annotations

from dashboard import cookie_prefix
from dashboard.practice_cookies import incoming, outgoing

BOTH = b"a=b; listenpost_session=real; listenpost_practice_session=room"


def test_the_room_sees_its_own_cookies_alone() -> None:
    assert incoming([(b"cookie", BOTH)]) == [(b"cookie", b"a=b; listenpost_session=room")]
    assert incoming([(b"cookie", b"listenpost_session=real")]) == [(b"cookie", b"")]


def test_what_the_room_sets_leaves_the_real_ones_alone_also_by_https() -> None:
    sent = outgoing([(b"set-cookie", b"listenpost_session=s; Path=/"), (b"x", b"listenpost_")])
    assert sent == [
        (b"set-cookie", b"listenpost_practice_session=s; Path=/"),
        (b"x", b"listenpost_"),
    ]
    [(_, guarded), _] = cookie_prefix.outgoing(sent)
    assert guarded.startswith(b"__Host-listenpost_practice_session=s;")
