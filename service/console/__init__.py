"""The console: pages under `/test/` of a test server, and of each of its worlds.

`with_console` adds them to the application of a test server. Every click sends the request that a
client would send, through the whole pipeline (`sending`), and shows it.
"""

from service.console.pages import with_console

__all__ = ["with_console"]
