"""Jinja, set up for a theme: everything is escaped, a misspelt name is an error, and it is quick about it.

A page is some two hundred short texts, and Jinja is made for any value that may turn up: it wraps each text that it
prints in a Markup, and looks at each macro that it calls for what it might ask for. Three classes leave that out where
it changes nothing. More than half of the time of a list of stories was that.
"""

import marshal
import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from types import BuiltinMethodType, CodeType
from typing import Any, Final

import jinja2
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.filters import do_striptags, sync_do_join
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, escape

from digest.issues import Issue
from digest.renderer.generator import ASKED, OWNERS, OWNERS_OF, Generator
from digest.renderer.markup import escaped, safe
from digest.renderer.memo import Memo
from digest.renderer.theme import Theme


class Codes(jinja2.BytecodeCache):
    """Gives templates that were compiled before; Jinja's own caches believe whatever they find on the disk."""

    def __init__(self, codes: Mapping[str, bytes]) -> None:
        self.codes = codes

    def get_bucket(self, environment: jinja2.Environment, name: str, filename: str | None, source: str) -> Bucket:
        """The code of the template, or an empty bucket: Jinja will fill it, and nothing is kept."""
        bucket = Bucket(environment, name, "")
        if name in self.codes:
            bucket.code = marshal.loads(self.codes[name])  # noqa: S302 - checked when it was read, and our own
        return bucket

    def set_bucket(self, bucket: Bucket) -> None:
        """Keep nothing: what is missing is a template that cannot be read."""


def environment(
    theme: Theme, cache: jinja2.BytecodeCache | None = None, fixed: Mapping[str, object] | None = None
) -> jinja2.Environment:
    """A Jinja environment for `theme`: everything is escaped, a misspelt name is an error.

    `fixed` has what is the same on all pages, by the name that templates have for it.
    """
    made = _Environment(
        loader=jinja2.FunctionLoader(theme.source),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=cache,
    )
    made.filters |= {"striptags": striptags, "join": join}
    made.fixed, made.found = fixed or {}, {}
    return made


def template_issue(error: Exception, theme: Theme, template: str) -> Issue:
    """What a template that failed says to the user; `template` is the one that was asked for."""
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


def printed(value: object) -> str:
    """What a template prints of `value`: the characters of its `escape`, which need no Markup around them any more."""
    kind = type(value)
    if kind is str:
        return escaped(value)  # type: ignore[arg-type]  # it is a str
    if kind is Markup:
        return value  # type: ignore[return-value]  # so is a Markup
    return str(value) if kind is int else escape(value)


def striptags(value: object) -> str:
    """Jinja's filter of this name; without a tag or an entity there is only the white space to settle."""
    if isinstance(value, str) and "<" not in value and "&" not in value:
        text = str.__str__(value)  # of a Markup, each part would be one again
        # what is printable has no white space but the plain one
        settled = text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " "
        return text if settled else " ".join(text.split())
    return do_striptags(value)  # type: ignore[arg-type]  # whatever it is, Jinja's own takes it or says why not


_CODE: Final = {"escape": printed, "escaped": escaped, **{OWNERS_OF + name: kinds for name, kinds in OWNERS.items()}}
"""What the code of templates finds beside what Jinja gives it."""


@jinja2.pass_eval_context
def join(context: EvalContext, value: Iterable[Any], d: str = "", attribute: str | int | None = None) -> str:
    """Jinja's filter of this name; where there is nothing but text, it is no more than that."""
    if attribute is None and type(d) is str and type(value) is tuple and all(type(item) is str for item in value):
        return d.join(value)
    return sync_do_join(context, value, d, attribute)


class _Template(jinja2.Template):
    """A template whose compiled code calls `printed` where it says `escape`; it does so only to print."""

    @classmethod
    def from_code(
        cls,
        environment: jinja2.Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],  # noqa: A002 - Jinja's name
        uptodate: Callable[[], bool] | None = None,
    ) -> jinja2.Template:
        template = super().from_code(environment, code, globals, uptodate)
        code_globals = template.root_render_func.__globals__
        code_globals.update(_CODE)
        for name, asked in code_globals.get(ASKED, {}).items():
            template.blocks[name] = Memo(template.blocks[name], asked, environment.fixed)  # type: ignore[attr-defined]
        return template

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        """What is imported of it: the same for all, as all know the same names."""
        return self._module or super()._get_default_module(ctx)


class _Context(Context):
    """Calls a macro with what it is given, without looking at what else it could be and could take."""

    def call(
        self, target: Callable[..., Any], /, *args: Any, _loop_vars: Any = None, _block_vars: Any = None, **named: Any
    ) -> Any:
        """The value of a call in a template."""
        if (
            type(target) is Macro
            and self.eval_ctx.autoescape
            and not (target.caller or target.catch_varargs or target.catch_kwargs)
        ):
            if not named and len(args) == len(target.arguments):
                return safe(target._func(*args))
            rest = target.arguments[len(args) :]
            if len(args) + len(rest) == len(target.arguments) and named.keys() <= set(rest):
                return safe(target._func(*args, *[named.get(name, missing) for name in rest]))
        if type(target) is BuiltinMethodType and type(target.__self__) in (str, Markup):
            return target(*args, **named)  # a method of a text asks for nothing of the template
        return super().call(target, *args, _loop_vars=_loop_vars, _block_vars=_block_vars, **named)


class _Environment(jinja2.Environment):
    template_class = _Template
    context_class = _Context
    code_generator_class = Generator
    fixed: Mapping[str, object]
    found: dict[str, jinja2.Template]

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> jinja2.Template:
        """The template of this name; each page asks for some that are there."""
        if globals is None and type(name) is str and name in self.found:
            return self.found[name]
        template = super().get_template(name, parent, globals)
        if globals is None and type(name) is str:
            self.found[name] = template
        return template

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every template knows, as a dict: every page copies it, and Jinja's ChainMap is slow at that."""
        return {**self.globals, **(d or {})}
