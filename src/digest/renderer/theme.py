"""The theme: templates and assets, the site's own over the built-in ones, as values."""

import re
from collections.abc import Mapping
from hashlib import blake2b
from posixpath import dirname, join, normpath, relpath

import jinja2
from msgspec import Struct

from digest.issues import Issue

ASSETS = "assets/"


class Theme(Struct, frozen=True):
    """All that the look of a site is made of, by name below the `templates` folder."""

    base: Mapping[str, str]
    """The built-in templates."""
    own: Mapping[str, str]
    """Templates of the site; one hides a built-in one of its name, and may extend it as `theme/NAME`."""
    assets: Mapping[str, bytes]
    """By name below `templates/assets/`; the site's own hide built-in ones."""

    def place(self, name: str) -> str:
        """The template as the user knows it: below the site's root, or as the theme's."""
        return f"templates/{name}" if name in self.own else f"theme/{name.removeprefix('theme/')}"


def environment(theme: Theme, cache: jinja2.BytecodeCache | None = None) -> jinja2.Environment:
    """A Jinja environment for `theme`: everything is escaped, a misspelt name is an error."""
    loader = jinja2.ChoiceLoader(
        [
            jinja2.DictLoader(theme.own),
            jinja2.DictLoader(theme.base),
            jinja2.PrefixLoader({"theme": jinja2.DictLoader(theme.base)}),
        ]
    )
    return jinja2.Environment(
        loader=loader,
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
    if isinstance(error, jinja2.TemplateSyntaxError):
        return Issue("E501", theme.place(error.name or template), error.message or "cannot be read", error.lineno)
    if isinstance(error, jinja2.TemplatesNotFound | jinja2.TemplateNotFound):
        return Issue("E503", theme.place(template), f"there is no template {error.name!r}")
    name, line = template, 0
    frame = error.__traceback__
    while frame:  # Jinja maps the lines of its compiled code back to those of the template
        if "__jinja_template__" in frame.tb_frame.f_globals:
            name, line = frame.tb_frame.f_globals.get("name", name), frame.tb_lineno
        frame = frame.tb_next
    words = re.sub(r"^'[\w.]+ object' has", "this has", str(error)) or "no reason given"
    return Issue("E502", theme.place(name or template), f"{type(error).__name__}: {words}", line)


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
