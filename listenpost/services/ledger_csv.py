"""What is left, as a file for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from domain.spreadsheet import harmless
from listenpost.services.ledger import Unanswered

HEAD = (
    "case", "mention", "network", "customer", "urgency", "published", "due", "age_hours",
    "owner", "reason", "text", "address",
)  # fmt: skip


def as_csv(rows: Iterable[Unanswered]) -> str:
    """One line a mention, after a line of names; every cell is neutralised."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEAD)
    for one in rows:
        cells = (
            one.case_id,
            one.mention_id,
            one.platform,
            one.customer,
            one.urgency,
            one.published_at.isoformat(),
            one.due_at.isoformat() if one.due_at else "",
            round(one.age.total_seconds() / 3600, 1),
            one.owner,
            one.reason.value,
            one.text,
            one.url,
        )
        writer.writerow([harmless(cell) for cell in cells])
    return file.getvalue()
