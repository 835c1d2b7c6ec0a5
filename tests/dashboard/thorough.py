"""What a quick run leaves out: `pytest.mark.thorough`, and one of a test's parameters.

`make test` looks at each page and each job once; `make test-browser` looks at everything.
"""

from __future__ import annotations

import pytest


def thorough(*values: object) -> object:
    """These parameters of a test, for a thorough run alone."""
    return pytest.param(*values, marks=pytest.mark.thorough)
