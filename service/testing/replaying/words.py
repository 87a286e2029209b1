"""A story in words: for people who look at its requests."""


def path_words(path: object) -> str:
    """Return a path of a story for people, with dots for what is referred to."""
    if isinstance(path, dict) and isinstance(path.get("$text"), list):
        return "".join(part if isinstance(part, str) else "..." for part in path["$text"])
    return str(path)
