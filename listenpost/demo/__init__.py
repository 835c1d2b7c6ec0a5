"""The demo: a practice network, an installation on it, and simulated agents."""
