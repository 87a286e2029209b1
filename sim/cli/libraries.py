"""The libraries of the simulation: an extra, without which the service is small to install."""

from importlib.util import find_spec

import click

from sim.cli.output import FAILURE

MODULES = {
    "holidays": "holidays",
    "matplotlib": "matplotlib",
    "numba": "numba",
    "numpy": "numpy",
    "opening-hours-py": "opening_hours",
    "polars": "polars",
    "rich": "rich",
    "scipy": "scipy",
    "simpy": "simpy",
    "tree-sitter": "tree_sitter",
    "tree-sitter-toml": "tree_sitter_toml",
}
"""What each library of the extra is imported as: the same libraries as in `pyproject.toml`."""


def require_libraries(command: str) -> None:
    """Exit with 1 if a library of the simulation is missing, and say how to install them all."""
    missing = [library for library, module in MODULES.items() if find_spec(module) is None]
    if missing:
        some = f"of which {', '.join(missing)} {'is' if len(missing) == 1 else 'are'}"
        which = "which is" if len(missing) == len(MODULES) else some
        click.echo(
            f"wanghuiyi {command} needs the extra sim, the libraries of the simulation, "
            f"{which} not installed: pip install 'wanghuiyi[sim]'",
            err=True,
        )
        raise click.exceptions.Exit(FAILURE)
