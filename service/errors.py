"""The error of a service that may not be run so; light, so that every command can know it."""


class ConfigError(Exception):
    """Something that would be unsafe; `faults` names all that is wrong."""

    def __init__(self, *faults: str) -> None:
        """Say all faults, a line each."""
        self.faults = faults
        super().__init__("\n".join(faults))
