"""X API v2 as the practice network speaks it."""
