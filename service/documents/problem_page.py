"""What a refusal means, as a page for whoever follows the `type` of a problem."""

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, StrictUndefined


@dataclass(frozen=True)
class ExplainedProblem:
    """A refusal as the contract has it; `operations` are the methods and paths that refuse so."""

    code: str
    status: int
    about: str
    says: str
    retry: str
    operations: Sequence[str]

    @property
    def title(self) -> str:
        """Return the code in words."""
        return self.code.replace("_", " ")


def as_page(explained: ExplainedProblem) -> str:
    """Return a page about a refusal; it needs nothing from elsewhere."""
    return _PAGE.render(one=explained)


_PAGE = Environment(
    autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
).from_string("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ one.title }} - wanghuiyi</title>
<style>
:root { --ink: #1b1b1b; --faint: #4a544e; --paper: #f3f5f2; --card: #fff; --line: #d5dcd8; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e8ece9; --faint: #a9b4ae; --paper: #14181a; --card: #1e2427; --line: #39423e; }
}
body { font: 17px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  margin: 0 auto; max-width: 44rem; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: .2rem 0; } h1::first-letter { text-transform: uppercase; }
h2 { font-size: 1.05rem; margin: 1.4rem 0 .3rem; }
p { margin: .3rem 0; } code { font-family: ui-monospace, monospace; font-size: .95em; }
blockquote { margin: .6rem 0; padding: .7rem 1rem; background: var(--card);
  border-left: .3rem solid var(--line); border-radius: .4rem; }
.small { color: var(--faint); } ul { margin: .3rem 0; padding-left: 1.2rem; }
</style>
</head>
<body>
<main>
<p class="small"><code>{{ one.code }}</code>, HTTP {{ one.status }}</p>
<h1>{{ one.title }}</h1>
<p>{{ one.about }}</p>
<blockquote>{{ one.says }}</blockquote>
<h2>Sending it again</h2>
<p>{{ one.retry }}</p>
{% if one.operations %}
<h2>Who refuses so</h2>
<ul>
{% for operation in one.operations %}
<li><code>{{ operation }}</code></li>
{% endfor %}
</ul>
{% endif %}
</main>
</body>
</html>
""")
