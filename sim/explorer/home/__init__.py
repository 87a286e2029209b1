"""The first page: scenarios by their question, and what there is in the folders of results."""
