"""What stands beside a backup: of what it is, how many rows it holds, and whether it is whole."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from domain.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupNote:
    """`revision` is the schema's, `rows` how many each table had, `sha256` that of the file."""

    engine: str
    revision: str | None
    version: str
    made_at: dt.datetime
    sha256: str
    size: int
    rows: Mapping[str, int]

    def text(self) -> str:
        """As JSON that `read` takes back."""
        values = asdict(self) | {"made_at": self.made_at.isoformat(), "rows": dict(self.rows)}
        return json.dumps(values, indent=2) + "\n"

    @classmethod
    def read(cls, text: str, *, name: str) -> BackupNote:
        """Raises BadInput for what is no such note."""
        try:
            values = json.loads(text)
            made_at = dt.datetime.fromisoformat(values.pop("made_at"))
            rows = {str(table): int(number) for table, number in values.pop("rows").items()}
            return cls(made_at=made_at, rows=rows, **values)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise BadInput(f"{name} is no note of a backup ({type(error).__name__}).") from error


def differences(expected: Mapping[str, int], found: Mapping[str, int]) -> tuple[str, ...]:
    """The tables whose number of rows is not what was noted, in words."""
    return tuple(
        f"{table}: {expected.get(table, 0)} noted, {found.get(table, 0)} there"
        for table in sorted({*expected, *found})
        if expected.get(table, 0) != found.get(table, 0)
    )
