"""What somebody asks for with levers: a scenario, what is set in it, and how many replications."""

import shlex
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class AskedRun:
    """A run as it is asked for: `settings` are those of `--set`, `until` that of `--until`.

    `scenario` is the name of one that ships; `replications` and `until` may be left out.
    """

    scenario: str
    settings: tuple[str, ...] = ()
    replications: int | None = None
    until: str = ""

    def words(self, out: Path) -> list[str]:
        """Return the words of the command that does the same.

        >>> AskedRun("county", ("line.balking=false",), 5).words(Path("results"))
        ['wanghuiyi', 'run', 'county', '--set', 'line.balking=false', '--replications', '5']
        """
        words = ["wanghuiyi", "run", self.scenario]
        for setting in self.settings:
            words += ["--set", setting]
        if self.replications is not None:
            words += ["--replications", str(self.replications)]
        if self.until:
            words += ["--until", self.until]
        if out != Path("results"):
            words += ["--out", str(out)]
        return words

    def command(self, out: Path) -> str:
        """Return the command as it is typed."""
        return shlex.join(self.words(out))
