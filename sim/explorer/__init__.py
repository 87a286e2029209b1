"""The explorer: a planner's questions in a browser, on this machine alone.

Read `app.py` first: what there is, and who may ask. A page is a module with a blueprint; what it
shows are `charts.Chart`s, each with its description and its table.
"""
