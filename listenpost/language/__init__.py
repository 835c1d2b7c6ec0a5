"""Our words in the languages of those who read them: pages, messages, reports."""
