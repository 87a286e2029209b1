"""The tour: the story of the document in seven chapters, each one click."""
