"""The theme: templates and assets, the site's own over the built-in ones, as values."""

import re
from collections.abc import Mapping
from hashlib import blake2b
from posixpath import dirname, join, normpath, relpath

from msgspec import Struct

from digest.patterns import late

ASSETS = "assets/"


class Theme(Struct, frozen=True):
    """All that the look of a site is made of, by name below the `templates` folder."""

    base: Mapping[str, str]
    """The built-in templates."""
    own: Mapping[str, str]
    """Templates of the site; one hides a built-in one of its name, and may extend it as `theme/NAME`."""
    assets: Mapping[str, bytes]
    """By name below `templates/assets/`; the site's own hide built-in ones."""

    def names(self) -> tuple[str, ...]:
        """Of all templates, in order; a built-in one has two if the site has its own in its place."""
        return tuple(sorted({*self.own, *self.base, *(f"theme/{name}" for name in self.base)}))

    def source(self, name: str) -> tuple[str, str, None] | None:
        """The text of a template, and the path by which the user knows it; None if there is none."""
        if name in self.own:
            return self.own[name], f"templates/{name}", None
        built_in = name.removeprefix("theme/")
        return (self.base[built_in], f"theme/{built_in}", None) if built_in in self.base else None


def published(assets: Mapping[str, bytes]) -> dict[str, tuple[str, bytes]]:
    """Each asset's href and bytes: its name carries a fingerprint of the bytes, and CSS refers to the others so."""
    done: dict[str, tuple[str, bytes]] = {}

    def publish(name: str, above: tuple[str, ...] = ()) -> tuple[str, bytes]:
        if name not in done:
            data = assets[name]
            if name.endswith(".css"):
                data = _URL.sub(lambda found: reference(found, name, (*above, name)), data.decode()).encode()
            stem, dot, suffix = name.rpartition(".")
            mark = blake2b(data, digest_size=5).hexdigest()
            done[name] = (f"{ASSETS}{stem}.{mark}.{suffix}" if dot else f"{ASSETS}{name}.{mark}", data)
        return done[name]

    def reference(found: re.Match[str], name: str, above: tuple[str, ...]) -> str:
        path, mark, rest = re.match(r"([^?#]*)([?#]?)(.*)", found[2], re.DOTALL).groups()  # type: ignore[union-attr]
        other = normpath(join(dirname(name), path))
        if other not in assets or other in above:  # absolute, a data: address, or a circle: left as it is
            return found[0]
        href = relpath(publish(other, above)[0], dirname(ASSETS + name))
        return f"{found[1]}{href}{mark}{rest}{found[3]}"

    for name in sorted(assets):
        publish(name)
    return done


_URL = late(r"""(url\(\s*["']?|@import\s+["'])([^"')\s]+)(["']?\s*\)|["'])""")
