"""For each route a request that it takes, and for each refusal of its own a story that ends in it.

`GOOD` and `STORIES` are what `test_routes` goes through: a route or a refusal that is new needs an
entry in the module of its noun. What every route refuses alike is driven by `test_routes` itself.
"""

from importlib import import_module
from pkgutil import iter_modules

from tests.service.api.stories.story import GOOD, STORIES, Request

__all__ = ["GOOD", "STORIES", "Request"]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
