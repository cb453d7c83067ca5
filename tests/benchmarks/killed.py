"""Kills builds, any number of them, and holds what they leave against what has to be there; tests/engine/kills.py has how.

    python -m tests.benchmarks.killed 2000 [--jobs 2] [--seed 7]

Prints a line when all went well. Where it did not, it tells the edits and kills since the last whole build, and the seed
that brings most of it about again: moments are the machine's.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from random import Random, SystemRandom

from tests.engine import builds
from tests.engine.kills import kill_many


def main() -> int:
    """Exit status 1 if a kill left something wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.killed", description="Kill builds.")
    parser.add_argument("kills", type=int, metavar="N")
    parser.add_argument("--jobs", type=int, default=0, help="worker processes of each build (default: none)")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1_000_000))
    given = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, builds.quick_builds():
        try:
            tally = kill_many(Path(folder) / "paper", given.kills, given.jobs, Random(given.seed))
        except AssertionError as error:
            print(f"seed {given.seed}: {error}", *getattr(error, "__notes__", ()), sep="\n", file=sys.stderr)
            return 1
    print(
        f"{tally.kills} builds killed ({tally.late} had ended by then), jobs {given.jobs}, seed {given.seed}:"
        f" no torn file, no dead link, all recovered; {time.monotonic() - started:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
