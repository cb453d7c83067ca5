"""Reading the theme: the built-in one, with the site's own templates and assets over it."""

import os
from pathlib import Path
from typing import Final

from msgspec import structs

import digest
from digest.engine.files import read, resolved, utf8, walk
from digest.issues import Issue
from digest.names import TEMPLATES as FOLDER
from digest.patterns import late
from digest.renderer.theme import ASSETS, Theme

TEMPLATES: Final = (".html", ".xml", ".txt")
_PORTABLE: Final = late(r"[A-Za-z0-9_@+/-][A-Za-z0-9._@+/-]*")


def theme_folder() -> Path:
    """The built-in theme: in the package of a wheel, at the top of a checkout."""
    package = Path(digest.__file__).parent
    packaged = package / "templates"
    return packaged if packaged.is_dir() else package.parents[1] / "templates"


def read_theme(root: Path) -> tuple[Theme, tuple[Issue, ...]]:
    """The built-in theme with the site's own templates and assets over it."""
    issues: list[Issue] = []
    base, assets = _theme_files(theme_folder(), "theme", issues)
    own, own_assets = _theme_files(root / FOLDER, FOLDER, issues)
    return Theme(base, own, {**assets, **own_assets}), tuple(issues)


def _theme_files(folder: Path, shown: str, issues: list[Issue]) -> tuple[dict[str, str], dict[str, bytes]]:
    templates: dict[str, str] = {}
    assets: dict[str, bytes] = {}
    if not os.path.lexists(folder):
        return templates, assets
    for found in walk(folder, shown, resolved(folder), hidden=(".",)):
        if isinstance(found, Issue):
            issues.append(found)
            continue
        path = found.path
        name = path.removeprefix(f"{shown}/")
        asset = name.startswith(ASSETS)
        if not asset and not name.endswith(TEMPLATES):
            continue
        data = read(folder, name)
        if isinstance(data, Issue):
            issues.append(structs.replace(data, path=path))
        elif asset and not _PORTABLE.fullmatch(name):
            issues.append(Issue("E201", path, "has a name that not every address can hold", hint="rename it"))
        elif asset and not name.endswith(".css"):
            assets[name.removeprefix(ASSETS)] = data
        elif isinstance(text := utf8(data, path, "E501"), Issue):
            issues.append(text)
        elif asset:
            assets[name.removeprefix(ASSETS)] = text.encode()
        else:
            templates[name] = text
    return templates, assets
