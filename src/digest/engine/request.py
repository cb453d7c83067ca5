"""What is asked of a build, and what it reports."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

from digest.issues import Issue

Outcome: TypeAlias = Literal["published", "content", "disk"]
"""Published; not published for what is wrong in the site; or for the disk, a permission, a lock or a cluster."""
Ending: TypeAlias = Literal["done", "content", "disk"]
"""All is well, perhaps with warnings; something is wrong in the site; a disk, a lock or a cluster was in the way."""
Watch: TypeAlias = Callable[[str, int, int], None]
"""Is told how far a build is: the stage, how much of it is done, and how much there is; 0 if nobody knows."""


class Changes(Struct, frozen=True):
    """What a build did to the output folder, by paths below it; each in order."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Request(Struct, frozen=True, kw_only=True):
    """What is to be built."""

    root: Path
    """The site's folder."""
    now: datetime
    """The time of the build, aware: what is dated later is held back."""
    output: str | None = None
    """Instead of the config's; relative to where the command was started."""
    base_url: str | None = None
    drafts: bool = False
    future: bool = False
    keep_going: bool = False
    frozen: bool = False
    """Whether a ledger that would change is an error; then the ledger is never written."""
    adopt: bool = False
    durable: bool = False
    """Whether files are synced to the disk before and after they are published."""
    release: bool = False
    """Whether what changes is published as a release of its own, to which the output folder is a link."""
    search: bool = False
    """Whether there is a search page, and an index is made for it, if the config does not say otherwise."""
    rollback: bool = False
    """Nothing is built: the release before is put up again."""
    jobs: int | None = None
    """Processes beside this one; 0: none, None: as is best."""
    executor: str = ""
    """The address of a cluster that does the work instead: `dask://HOST:PORT`."""
    changes: Path | None = None
    """Where the changes are written once they are published."""
    why: str | None = None
    """An output file, an address or a source: the report will say why its page was made anew, or was not."""

    @property
    def is_preview(self) -> bool:
        """Whether it shows what is not published; then nothing of it is remembered in the ledger."""
        return self.drafts or self.future


class Report(Struct, frozen=True, kw_only=True):
    """How it went."""

    issues: tuple[Issue, ...]
    """All that was found, in order of place."""
    outcome: Outcome
    output: Path
    release: int | None = None
    """The number of the release that is up, if the output folder is a link to one."""
    articles: int = 0
    drafts: int = 0
    """Held back, or shown, as the request says."""
    scheduled: int = 0
    pages: int = 0
    changes: Changes = Changes()
    begun: bool = False
    """Whether anything was changed in the output folder, even if it did not come to its end."""
    unsure: tuple[str, ...] = ()
    """Paths at which an earlier build, which did not come to its end, may have changed something."""
    read: int = 0
    """How many articles were parsed."""
    rendered: tuple[str, ...] = ()
    """The pages and feeds that were made, whether or not they came out as they were before."""
    why: tuple[str, ...] = ()
    """The answer to the question of the request, in lines."""
    seconds: Mapping[str, float] = {}
    """What the stages of the build took, in their order."""

    @property
    def ending(self) -> Ending:
        """How the command ends; a site that was published can still have left something undone."""
        if self.outcome == "disk" or any(issue.code == "E610" for issue in self.issues):
            return "disk"
        return "content" if self.outcome == "content" or any(issue.is_error for issue in self.issues) else "done"
