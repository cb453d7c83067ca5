"""The command: arguments, printing, exit codes. Nothing is decided here.

Heavy modules are imported by the command that needs them, so that `digest --help` answers at once. For the same reason
it is argparse: click alone takes three times as long to import as Python takes to start.
"""

import argparse
import errno
import gc
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NoReturn

from digest import __version__

if TYPE_CHECKING:
    from datetime import datetime

    from digest.tools.telling import Answer

DONE, CONTENT, USAGE, DISK = 0, 1, 2, 3
INTERRUPTED = 130
_FORMATS: Final = ("jsonl", "json", "csv", "ninjs", "sqlite")
_FULL: Final = (errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EBADF)
"""Why nothing more can be printed, other than that nobody reads it: the log's disk is full."""
_STATUS: Final = {"done": DONE, "content": CONTENT, "disk": DISK}

_EXAMPLES = """examples:
  digest build                        build the site of this folder into build/
  digest build news --output public   build the site in news/ into public/
  digest build --base-url https://example.org/news/
                                      with the address at which it will be read
  digest build --drafts --future      with what is not published yet, to look at it
  digest build --release              switch to the new site in one step
  digest build --rollback             switch back to the release before
  digest build --changes changes.json
                                      and write which files were added, changed, removed
  digest build --explain content/vote.txt
                                      and say why its page was made anew, or was not
  digest explain content/vote.txt     show how each line of an article is read, and why
  digest check                        what a build would say, and what an editor may look at
  digest export --format csv          all quotes, and who said them: jsonl, json, csv, ninjs, sqlite
  digest due                          when the next build has to run

A site is a folder with a folder content/ in it, which holds article text (.txt, .md).
digest.yaml beside it is optional. docs: README.md and docs/ of the project.
"""

_EXIT = """exit status:
  0  done
  1  problems in the site's content, config or templates; nothing was published,
     or with --keep-going the rest was
  2  wrong use of the command
  3  a disk, a permission, another build or a cluster stood in the way
"""

_EXPLAIN: Final = """examples:
  digest explain content/vote.txt     how each line is read, how sure that is, and why
  digest explain content              all articles of a folder
  digest explain --json *.txt         a line of JSON for each file: docs/explain.md
  pbpaste | digest explain -          text from standard input

A line that is read wrongly is settled by a mark at its head:
  \\ plain text   ## a heading   > a quote   – who said it   - a list item

exit status:
  0  done
  1  errors in an article or in digest.yaml
  2  wrong use of the command
  3  a file could not be read; the others were
"""

_CHECK: Final = """examples:
  digest check                        all that a build would say, and doubts: docs/check.md
  digest check news --strict          for CI: end with 1 if there is anything to say
  digest check --quiet                nothing but the problems

exit status:
  0  done, perhaps with warnings
  1  errors in the site's content, config or templates; with --strict also warnings
  2  wrong use of the command
  3  a disk or a permission stood in the way
"""

_EXPORT: Final = """examples:
  digest export                       one record a line, on standard output
  digest export --format csv --output quotes.csv
                                      all quotes and who said them, as a table
  digest export --format sqlite --output news.sqlite
                                      a database with full text search: docs/export.md
  digest export --format ninjs | gzip > news.ndjson.gz
                                      IPTC ninjs 3.1, one item a line

exit status:
  0  done
  1  problems in the site's content or config; the articles without any were exported
  2  wrong use of the command
  3  a disk or a permission stood in the way
"""

_DUE: Final = """examples:
  digest due                          when the next build has to run, and what for
  digest due --quiet                  only the moment; nothing if nothing is due
  echo 'digest build' | at -t "$(date -d "$(digest due --quiet)" +%Y%m%d%H%M.%S)"

exit status:
  0  done, also if nothing is due
  1  errors in the site's content or config; what is due of the rest is told
  2  wrong use of the command
  3  a disk or a permission stood in the way
"""


def command() -> NoReturn:
    """The command as a process: runs it, and ends."""
    status = main()
    with suppress(OSError):  # what there was to print is printed; this is for what libraries may have said
        sys.stderr.flush()
    os._exit(status)  # to take apart what the system frees at once took up to a tenth of a build's time


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit status."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:  # closed by who started us: else the next file that is opened stood in for it
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
            setattr(sys, name, os.fdopen(number, "w", closefd=False))
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:  # a message must not die of a terminal that can't show a letter
            reconfigure(errors="backslashreplace")
    command = None
    collects = gc.isenabled()
    gc.disable()  # what we hold has no cycles, and ends with us: to look for some took a tenth of a build's time
    try:
        parser = _parser()
        options = parser.parse_args(arguments)
        command = options.command
        if command is None:
            parser.print_help()
            return USAGE
        try:
            os.getcwd()  # noqa: PTH109 - to import pathlib takes longer than --help may
        except OSError:
            print(f"digest {command}: the folder that it was started in is gone", file=sys.stderr)
            return DISK
        ended = _COMMANDS[command](options)
        sys.stdout.flush()
        return ended
    except KeyboardInterrupt:
        done = "; the next build does the whole work" if command == "build" else ""
        print(f"stopped{done}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has gone
        _print_no_more()
        return DISK
    except OSError as error:
        if error.filename is not None or error.errno not in _FULL:
            raise
        _print_no_more()
        with suppress(OSError):  # the same disk, perhaps
            print(f"digest {command}: cannot print: {os.strerror(error.errno or 0).lower()}", file=sys.stderr)
        return DISK
    finally:
        if collects:
            gc.enable()


def _print_no_more() -> None:
    """What was not printed yet goes nowhere: or Python tries once more as it ends, and complains."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    text = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="digest",
        description="Article text in, a newspaper with feeds out.",
        epilog=_EXAMPLES,
        formatter_class=text,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"digest {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    build = commands.add_parser(
        "build",
        help="make the site",
        description="Read the articles in SITE/content and make the site: pages, feed, everything.",
        epilog=f"{_EXAMPLES}\n{_EXIT}",
        formatter_class=text,
        allow_abbrev=False,
    )
    build.add_argument("site", nargs="?", default=".", metavar="SITE", help="the site's folder (default: this one)")
    build.add_argument(
        "--output", type=_folder, metavar="DIR", help="where to put the site (default: build in the site's folder)"
    )
    build.add_argument("--base-url", type=_address, metavar="URL", help="the address at which the site will be read")
    build.add_argument("--drafts", action="store_true", help="include drafts; nothing is recorded in the ledger")
    build.add_argument("--future", action="store_true", help="include what is dated later; nothing is recorded")
    build.add_argument(
        "--keep-going",
        action="store_true",
        help="publish the rest when articles have errors, with the last good page of those that have",
    )
    build.add_argument(
        "--no-search", action="store_true", help="make no search page and no index, which takes the longest of all"
    )
    build.add_argument(
        "--frozen",
        action="store_true",
        help="publish nothing if the ledger would change, and never write it: for CI",
    )
    build.add_argument("--adopt", action="store_true", help="write to a folder that holds files of others")
    workers = build.add_mutually_exclusive_group()
    workers.add_argument(
        "--jobs",
        type=_number,
        metavar="N",
        help="worker processes; 0 for none (default: one a core if there is work for a second)",
    )
    workers.add_argument(
        "--executor",
        type=_cluster,
        metavar="dask://HOST:PORT",
        help="let the workers of a Dask cluster do it, who share these folders: docs/scale.md",
    )
    build.add_argument("--durable", action="store_true", help="sync files to the disk, against power cuts")
    releases = build.add_mutually_exclusive_group()
    releases.add_argument(
        "--release",
        action="store_true",
        help="make DIR a symbolic link, and switch it to the new site in one step; the last 3 are kept in DIR.releases",
    )
    releases.add_argument(
        "--rollback", action="store_true", help="build nothing; switch back to the release before the one that is up"
    )
    build.add_argument(
        "--changes",
        type=_file,
        metavar="FILE",
        help="write which files of the site were added, changed and removed, as JSON; - for standard output",
    )
    build.add_argument(
        "--explain",
        type=_page,
        metavar="PATH",
        help="say why a page was made anew or was not: PATH is the page, its address or its article",
    )
    build.add_argument("--timings", action="store_true", help="say where the time went, on standard error")
    build.add_argument("--quiet", action="store_true", help="print nothing but problems")
    explain = commands.add_parser(
        "explain",
        help="show how articles are read",
        description="Show what each line of an article is taken for, how sure that is and why,"
        " and where its title, date and authors come from.",
        epilog=_EXPLAIN,
        formatter_class=text,
        allow_abbrev=False,
    )
    explain.add_argument(
        "files", nargs="+", metavar="FILE", help="an article, a folder of articles, or - for standard input"
    )
    explain.add_argument("--json", action="store_true", help="print one JSON object a file, each on its own line")

    def reader(name: str, what: str, description: str, epilog: str) -> argparse.ArgumentParser:
        """A command that reads a site and writes nothing into it."""
        command = commands.add_parser(
            name, help=what, description=description, epilog=epilog, formatter_class=text, allow_abbrev=False
        )
        command.add_argument(
            "site", nargs="?", default=".", metavar="SITE", help="the site's folder (default: this one)"
        )
        return command

    check = reader(
        "check",
        "find what is wrong, and what is in doubt",
        "Tell all that a build would say, without building, and what an editor may want to look at:"
        " headlines made from the lede, quotes without a speaker, lines that were read with little confidence,"
        " names that are nearly the same.",
        _CHECK,
    )
    check.add_argument("--strict", action="store_true", help="end with 1 if there are warnings, too")
    check.add_argument("--quiet", action="store_true", help="print nothing but problems")
    export = reader(
        "export",
        "write the records of all articles, or their quotes",
        "Write what is published: records, quotes, or a database. Drafts and what is dated later are held back.",
        _EXPORT,
    )
    export.add_argument(
        "--format", choices=_FORMATS, default="jsonl", help="default: jsonl; what each holds: docs/export.md"
    )
    export.add_argument(
        "--output", type=_file, metavar="FILE", help="where to put it, in one step (default: standard output)"
    )
    export.add_argument("--base-url", type=_address, metavar="URL", help="the address at which the site is read")
    export.add_argument("--drafts", action="store_true", help="include drafts")
    export.add_argument("--future", action="store_true", help="include what is dated later")
    export.add_argument("--quiet", action="store_true", help="print nothing but problems")
    due = reader(
        "due",
        "tell when the next build has to run",
        "Tell the next moment at which the same files make another site: a scheduled article is published,"
        " an edition closes, an article leaves the news sitemap.",
        _DUE,
    )
    due.add_argument("--quiet", action="store_true", help="print only the moment; nothing if nothing is due")
    return parser


def _address(value: str) -> str:
    from digest.config import absolute

    url, problem = absolute(value)
    if problem:
        raise argparse.ArgumentTypeError(f"{problem}; write it as https://example.org/news/")
    return url


def _number(value: str) -> int:
    if not value.isdecimal() or int(value) > 1000:
        raise argparse.ArgumentTypeError("give a number of processes, or 0 for none")
    return int(value)


def _cluster(value: str) -> str:
    from digest.engine.cluster import scheduler

    if scheduler(value) is None:
        raise argparse.ArgumentTypeError(f"{value!r} is no address of a cluster; write it as dask://HOST:PORT")
    return value


def _file(value: str) -> str:
    if not value.strip() or "\0" in value:
        raise argparse.ArgumentTypeError("name a file, or give - for standard output")
    return value


def _page(value: str) -> str:
    if not value.strip() or "\0" in value:
        raise argparse.ArgumentTypeError("name a page, its address or its article")
    return value


def _folder(value: str) -> str:
    if not value.strip() or "\0" in value:
        raise argparse.ArgumentTypeError("name a folder")
    return value


def _now(command: str) -> "datetime | None":
    """The time of the build; None if the environment says something else, which is told."""
    from datetime import UTC, datetime

    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        now = datetime.now(UTC) if not epoch else datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        print(f"digest {command}: SOURCE_DATE_EPOCH is not a number of seconds: {epoch!r}", file=sys.stderr)
        return None
    if not 1000 <= now.year <= 9998:  # a zone must not push it out of what dates can hold
        print(f"digest {command}: SOURCE_DATE_EPOCH is not in the years 1000 to 9998: {epoch!r}", file=sys.stderr)
        return None
    return now


def _build(options: argparse.Namespace) -> int:
    from pathlib import Path

    from digest.engine.build import Request, build
    from digest.engine.changes import encoded
    from digest.tools import progress, telling

    if options.rollback and (options.changes or options.explain):
        print("digest build: --changes and --explain tell of a build, and --rollback makes none", file=sys.stderr)
        return USAGE
    now = _now(options.command)
    if now is None:
        return USAGE
    request = Request(
        root=Path(options.site),
        now=now,
        output=options.output,
        base_url=options.base_url,
        drafts=options.drafts,
        future=options.future,
        keep_going=options.keep_going,
        frozen=options.frozen,
        adopt=options.adopt,
        durable=options.durable,
        release=options.release,
        search=not options.no_search,
        rollback=options.rollback,
        jobs=options.jobs,
        executor=options.executor or "",
        changes=None if options.changes in (None, "-") else Path(options.changes),
        why=options.explain,
    )
    with progress.shown(options.quiet) as watch:
        report = build(request, watch)
    for issue in report.issues:
        print(issue, file=sys.stderr)
    said = sys.stdout
    if options.changes == "-":
        said = sys.stderr  # standard output is for the program that reads the changes
        if report.outcome == "published":
            print(encoded(report).decode(), end="")
    for line in report.why:
        print(line, file=said)
    if not options.quiet:
        for line in telling.closing(report, request):
            print(line, file=said)
    if options.timings:
        sys.stdout.flush()
        for line in telling.timings(report):
            print(line, file=sys.stderr)
    return _STATUS[report.ending]


def _explain(options: argparse.Namespace) -> int:
    from digest.tools.explain import run

    return _STATUS[run(options.files, options.json)]


def _check(options: argparse.Namespace) -> int:
    from pathlib import Path

    from digest.engine.request import Request
    from digest.tools import progress
    from digest.tools.check import check

    now = _now("check")
    if now is None:
        return USAGE
    with progress.shown(options.quiet) as watch:
        answer = check(Request(root=Path(options.site), now=now), watch)
    warned = options.strict and answer.issues
    return _answer(answer, options.quiet) or (CONTENT if warned else DONE)


def _due(options: argparse.Namespace) -> int:
    from pathlib import Path

    from digest.engine.request import Request
    from digest.tools.due import due

    now = _now("due")
    if now is None:
        return USAGE
    answer = due(Request(root=Path(options.site), now=now))
    if answer.lines and options.quiet:
        print(answer.lines[0])
    elif not answer.lines and answer.ending == "done" and not options.quiet:
        print("nothing is due")
    return _answer(answer, options.quiet)


def _answer(answer: "Answer", quiet: bool) -> int:
    """Print what a command found; the exit status."""
    for issue in answer.issues:
        print(issue, file=sys.stderr)
    for line in () if quiet else answer.lines:
        print(line)
    return _STATUS[answer.ending]


def _export(options: argparse.Namespace) -> int:
    from pathlib import Path

    from digest.engine.request import Request
    from digest.tools import progress
    from digest.tools.export import export

    now = _now("export")
    if now is None:
        return USAGE
    if options.format == "sqlite" and options.output in (None, "-"):
        print("digest export: a database needs a file: give --output news.sqlite", file=sys.stderr)
        return USAGE
    request = Request(
        root=Path(options.site), now=now, base_url=options.base_url, drafts=options.drafts, future=options.future
    )
    file = None if options.output in (None, "-") else Path(options.output)
    with progress.shown(options.quiet) as watch:
        answer = export(request, options.format, file, watch)
    sys.stdout.flush()
    for issue in answer.issues:
        print(issue, file=sys.stderr)
    for line in () if options.quiet else answer.lines:
        print(line, file=sys.stdout if file else sys.stderr)  # standard output is for the records
    return _STATUS[answer.ending]


_COMMANDS: Final[dict[str, Callable[[argparse.Namespace], int]]] = {
    "build": _build,
    "explain": _explain,
    "check": _check,
    "export": _export,
    "due": _due,
}
