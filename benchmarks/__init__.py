"""Programs that measure; each prints one JSON object with --json."""
