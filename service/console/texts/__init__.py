"""Texts as telephones show them: what was sent to each, what was answered, and what it costs."""
