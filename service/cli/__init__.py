"""Commands of the service; each imports what it needs when it is called.

Stdout is data, stderr is people. Exit 0 is fine, 1 a refusal or a finding, 2 a usage that cannot
be.
"""

import os

# To look for plugins, Pydantic reads what is said of every package that is installed.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
