"""Link definitions of Markdown, `[label]: address`, that nothing refers to.

CommonMark shows nothing of them. But a line such as `[Update]: tomorrow` was meant to be read: what nothing refers to
is text. So is a note to a `[^1]`, as there are no footnotes.
"""

from collections.abc import Sequence

from markdown_it.token import Token
from markdown_it.utils import EnvType

from digest.loader import tangled
from digest.loader.markdown_inline import Inline


class _Asked(dict[str, object]):
    """Definitions by label, which remember those that were asked for."""

    def __init__(self, found: dict[str, object]) -> None:
        super().__init__(found)
        self.labels: set[str] = set()

    def get(self, label: str, default: object = None) -> object:
        if label in self:
            self.labels.add(label)
        return super().get(label, default)


def unused(tokens: Sequence[Token], inline: Inline) -> set[int]:
    """The lines, from 0, on which definitions begin that nothing refers to; of those of one label, the first counts.

    From here on, those of footnotes are none.
    """
    env: EnvType = inline.env
    found = {label: defined for label, defined in env["references"].items() if not label.startswith("^")}
    asked = env["references"] = _Asked(found)
    for token in tokens:
        if token.type == "inline" and "[" in token.content and not tangled.inline(token.content):
            inline.tokens(token.content)
    begins = (token.map[0] for token in tokens if token.type == "definition" and token.map)
    return set(begins) - {found[label]["map"][0] for label in asked.labels}
