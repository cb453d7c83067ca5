"""Regular expressions that are compiled when they are first used.

There are a hundred in this program, and a build needs a third of them: to compile all took longer than to import the
rest of it (42 of 54 ms for the loader), as long as to build a site of a hundred articles.
"""

import re
from typing import cast


class _Late:
    """Stands for a compiled expression. After the first use of a method, its own is found without any detour."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # whoever copies or inspects it asks for these
            raise AttributeError(name)
        found: object = getattr(re.compile(*self._given), name)  # which keeps what it compiled
        setattr(self, name, found)
        return found


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`pattern`, to be compiled when one of its methods is called."""
    return cast("re.Pattern[str]", _Late(pattern, flags))
