"""The names of a site's files and folders, at its root."""

from typing import Final

CONFIG: Final = "digest.yaml"
CONTENT: Final = "content"
"""The articles, and what lies beside them."""
TEMPLATES: Final = "templates"
"""The site's own, over those of the theme."""
LEDGER: Final = "ledger.jsonl"
STATE: Final = ".digest"
INDEX: Final = "pagefind/"
"""In the output folder: the search index. Its page asks for it by this name."""
