"""What people see: the templates of all pages, their one style, and what they need from elsewhere.

A page is one file that needs nothing else. `rendered` makes it.
"""

from service.pages.rendering import SLIP, rendered

__all__ = ["SLIP", "rendered"]
