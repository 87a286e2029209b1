"""HTTP: a table of routes for each noun; each reads, calls one operation, and answers."""
