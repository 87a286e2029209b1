"""The town: its people and books as a page shows them, and how a step is carried out in it."""
