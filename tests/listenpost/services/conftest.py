"""The practice network for the use cases that are tested on a real connection."""

from tests.platforms.networks import practice, server  # noqa: F401  fixtures
