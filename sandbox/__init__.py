"""The practice network: X and Facebook without credentials, playing scenarios on its own clock."""
