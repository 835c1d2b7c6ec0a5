"""The report on hops, from what was stored to what is printed."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from domain.errors import NotAllowed
from domain.hop import HopOutcome
from domain.role import Role
from listenpost.cli import hops as cli
from listenpost.services import hop_report
from tests.fakes import START, Office
from tests.listenpost.services.test_hops import comments, sent_to_private

DAY = dt.timedelta(days=1)


def test_the_report_counts_who_was_moved_who_came_back_and_prints_it(office: Office) -> None:
    comment, _ = sent_to_private(office)
    office.arrive(comments(office, "hello? my kettle is broken", under=comment))
    stays = office.case_for("Bob", "where is my parcel")
    office.send(office.user("eve"), stays)
    office.deliver()
    found = hop_report.compute(office.app, since=START, until=START + DAY)
    whole = found.whole
    assert (whole.escalation.part, whole.escalation.whole) == (1, 2)
    assert (whole.returned.part, whole.returned.whole) == (1, 1)
    assert (whole.context_carried.part, whole.context_carried.whole) == (0, 1)
    assert found.outcomes == {HopOutcome.RETURNED: 1}
    facts = json.loads(json.dumps(cli.as_facts(found)))
    assert (facts["escalation_rate"], facts["return_rate"]) == (0.5, 1.0)
    assert facts["edges"][0]["from"] == "facebook:reply"
    assert facts["by_platform"]["x"]["escalation_rate"] == 0.0
    printed = list(cli.lines(found))
    assert "industry 84%" in printed[1]
    assert printed[-1].endswith("facebook:reply > facebook:message, 1 came back")


def test_what_was_answered_outside_the_period_is_not_counted(office: Office) -> None:
    sent_to_private(office)
    found = hop_report.compute(office.app, since=START + DAY, until=START + 2 * DAY)
    assert (found.whole.escalation.whole, found.edges) == (0, ())


def test_agents_do_not_read_reports(office: Office) -> None:
    with pytest.raises(NotAllowed):
        hop_report.report(office.app, office.user())
    assert hop_report.report(office.app, office.user("max", Role.MANAGER)).edges == ()
