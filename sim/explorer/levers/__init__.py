"""The levers of a scenario: what can be set, which ten matter, and what that is as a setting.

Read `known.py` first: a lever. `page.py` shows them, with what `explain` predicts beside them.
"""
