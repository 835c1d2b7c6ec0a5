"""Use cases: the only code that combines listeners, classifier, responders and storage."""
