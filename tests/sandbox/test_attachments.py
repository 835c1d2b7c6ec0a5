"""Photos on Facebook: the attachments of posts, the attachment of a comment."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.practice import Json, Practice, facebook

PHOTO = {"type": "photo", "media_type": "photo"}


def _post(practice: Practice, text: str = "", **more: Any) -> str:
    return str(practice.post(text, network="facebook", **more)["external_id"])


def _seen(practice: Practice, post: str, fields: str) -> Json:
    found: Json = practice.graph().get_object(post, fields=fields)
    return found


def test_a_photo_without_words_is_an_attachment(practice: Practice) -> None:
    post = _post(practice)
    comment = _post(practice, reply_to_external_id=post)
    found = _seen(practice, post, "message,attachments,status_type,full_picture")
    assert "message" not in found
    assert found["status_type"] == "added_photos"
    [photo] = found["attachments"]["data"]
    assert photo.items() >= PHOTO.items()
    assert photo["media"]["image"]["src"] == found["full_picture"]
    assert photo["url"].startswith("https://www.facebook.com/photo.php?fbid=")
    found = _seen(practice, comment, "message,attachment")
    assert found["message"] == ""
    assert found["attachment"].items() >= PHOTO.items()


def test_words_and_a_photo_come_together(practice: Practice) -> None:
    post = _post(practice, "Look at this", photo=True)
    found = _seen(practice, post, "message,attachments{description,type},status_type")
    assert found["message"] == "Look at this"
    assert found["attachments"] == {"data": [{"description": "Look at this", "type": "photo"}]}
    assert practice.books()["published"][0]["photo"] is True


def test_words_alone_have_no_attachment(practice: Practice) -> None:
    post = _post(practice, "Only words")
    comment = _post(practice, "Mine too", reply_to_external_id=post)
    assert _seen(practice, post, "attachments,full_picture") == {"id": post}
    assert _seen(practice, comment, "attachment") == {"id": comment}


def test_only_the_wanted_parts_come(practice: Practice) -> None:
    post = _post(practice)
    comment = _post(practice, reply_to_external_id=post)
    found = _seen(
        practice, post, "attachments{type,media{image{height}},title},comments{attachment{type}}"
    )
    assert found["attachments"] == {
        "data": [{"type": "photo", "media": {"image": {"height": 720}}}]
    }
    assert found["comments"]["data"] == [{"id": comment, "attachment": {"type": "photo"}}]


@pytest.mark.parametrize("wrong", ["attachment", "attachments{nonsense}", "attachments{type{x}}"])
def test_what_a_photo_does_not_have_is_refused(practice: Practice, wrong: str) -> None:
    post = _post(practice, "Only words")
    with pytest.raises(facebook.GraphAPIError) as caught:
        _seen(practice, post, wrong)
    assert caught.value.code == 100


def test_x_has_no_photos_here(practice: Practice) -> None:
    answer = practice.http.post(
        f"{practice.url}/_sandbox/posts", json={"text": "@kestrelia look", "photo": True}
    )
    assert answer.status_code == 400
