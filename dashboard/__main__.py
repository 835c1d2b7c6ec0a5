"""`python -m dashboard`: the dashboard of the installation that LISTENPOST_CONFIG names."""

from __future__ import annotations

import sys

from dashboard.serve import serve
from domain.errors import ConfigurationError
from listenpost.events import configure_logging
from listenpost.memory import share_arenas
from listenpost.settings import load_settings


def main() -> int:
    """Serve; 2 for a setting that cannot work."""
    share_arenas()
    try:
        settings = load_settings()
        configure_logging(settings.worker.log_level)
        serve(settings)
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
