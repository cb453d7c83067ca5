"""The theme: templates and assets, the site's own over the built-in ones, as values."""

import re
from collections.abc import Mapping
from hashlib import blake2b
from posixpath import dirname, join, normpath, relpath
from typing import TYPE_CHECKING

from msgspec import Struct

from digest.issues import Issue

if TYPE_CHECKING:
    import jinja2

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


def environment(theme: Theme, cache: "jinja2.BytecodeCache | None" = None) -> "jinja2.Environment":
    """A Jinja environment for `theme`: everything is escaped, a misspelt name is an error."""
    import jinja2  # 40 ms, and a build with nothing to do needs but the texts

    return jinja2.Environment(
        loader=jinja2.FunctionLoader(theme.source),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=cache,
    )


def template_issue(error: Exception, theme: Theme, template: str) -> Issue:
    """What a template that failed says to the user; `template` is the one that was asked for."""
    import jinja2

    asked = theme.source(template)
    path, line = asked[1] if asked else f"templates/{template}", 0
    if isinstance(error, jinja2.TemplateSyntaxError):
        return Issue("E501", error.filename or path, error.message or "cannot be read", error.lineno)
    frame = error.__traceback__
    while frame:  # Jinja maps the frames of its compiled code back to the templates
        name = frame.tb_frame.f_code.co_filename
        if name.startswith(("templates/", "theme/")):
            path, line = name, frame.tb_lineno
        frame = frame.tb_next
    if isinstance(error, jinja2.TemplateNotFound):
        return Issue("E503", path, f"there is no template {error.name!r}", line)
    if isinstance(error, RecursionError):
        hint = f"to build on the theme's own file, write 'theme/{path.partition('/')[2]}'"
        return Issue("E502", path, "extends, includes or calls itself without end", line, hint=hint)
    words = re.sub(r"'[\w.]+\.(\w+) object'", r"\1", str(error)) or "no reason given"
    return Issue("E502", path, f"{type(error).__name__}: {words}", line)


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


_URL = re.compile(r"""(url\(\s*["']?|@import\s+["'])([^"')\s]+)(["']?\s*\)|["'])""")
