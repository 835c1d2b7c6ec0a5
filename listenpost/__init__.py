"""Use cases, settings, composition and the command line."""

__version__ = "0.1.0"
