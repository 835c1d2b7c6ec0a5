"""An id that a helpdesk tells stands in addresses and columns of ours: it is one, or is refused."""

from __future__ import annotations

import pytest

from domain.errors import MalformedItem
from responder.helpdesk import number_of

ODD = (None, True, "", 1.5, 2**63, -(2**63), 10**5_000, "9" * 300, "../users/1", "1?x=2", "1#", "é")


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_what_is_no_id_is_refused(odd: object) -> None:
    with pytest.raises(MalformedItem, match="without an id"):
        number_of({"id": odd}, "A ticket")


@pytest.mark.parametrize("good", [35, "35", "a1-b2_c", 2**63 - 1])
def test_what_is_one_is_taken(good: int | str) -> None:
    assert number_of({"id": good}, "A ticket") == str(good)
