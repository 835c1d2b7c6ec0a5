"""The Meta Graph API as the practice network speaks it."""
