"""Learns the weights of the signs of a heading from articles with known structure, and measures them.

    python tests/benchmarks/headings.py CORPUS.jsonl.xz… --measure     what weights reach that were learned without the source
    python tests/benchmarks/headings.py CORPUS.jsonl.xz… --predict DIR > PREDICTIONS
                                                                    how all texts in DIR, `<id>.<layout>.txt`, are read by such
                                                                    weights: lines as `digest explain --json` prints them
    python tests/benchmarks/headings.py CORPUS.jsonl.xz… --write       writes src/digest/loader/heading_weights.py

A line of a corpus is an article: `{"source": …, "news": …, "blocks": [{"type": "heading", "text": …}, …]}`. Needs
`pip install lightgbm numpy` beside the project. Boosted stumps are used, and added up: each tree asks one sign, so that
all of them together are one table of weights for each sign.
"""

import argparse
import json
import lzma
import math
import re
import textwrap
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import lightgbm
import msgspec
import numpy as np

from digest.config import Config
from digest.loader import explain, heading_signs, headings, plaintext
from digest.records import Source

ROUNDS = 1200
LESSONS = 5
"""Each sees other shares of the lines and signs; their mean is steadier than any."""
SETTINGS = {
    "objective": "binary", "learning_rate": 0.1, "num_leaves": 2, "min_child_samples": 20, "feature_fraction": 0.4,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5, "verbose": -1, "num_threads": 1,
    "deterministic": True, "force_row_wise": True, "max_bin": 63, "min_data_in_bin": 1,
}  # fmt: skip
"""Found on the same articles; trees of more leaves are no better."""
RISING = {"chain", "echo", "below"}
FALLING = {"commas", "address", "speaks", "same_opening", "dialogue", "answered"}
"""Signs whose weights may only rise, or fall: what a single odd article would teach otherwise proves nothing elsewhere."""
INDENT = {"initial_indent": " " * 8, "subsequent_indent": " " * 8}
WEIGHTS = Path(heading_signs.__file__).with_name("heading_weights.py")


def folded(text):
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def articles(paths):
    for path in paths:
        with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def lines_of(article):
    """The signs of each line that could be a heading, and whether it is one; lines that count on neither side are left out."""
    blocks = article["blocks"]
    rows = plaintext.opened("\n".join(block["text"] for block in blocks), 1, "")
    kinds = defaultdict(list)
    for block in reversed(blocks):
        kinds[folded(block["text"])].append("" if block.get("tweet") else block["type"])
    found = heading_signs.read(rows)
    signs = dict(zip(found.at, found.values, strict=True))
    for at, row in enumerate(rows):
        given = kinds[folded(row.mark + row.text)]
        kind = given.pop() if len(given) > 1 else given[0] if given else ""
        if at in signs and kind not in ("", "title"):
            yield tuple(signs[at]), kind == "heading"


def learn(signs, is_heading):
    """The bias, and the weights of each sign, whose mean over all lines is nothing: the mean of so many lessons."""
    columns, labels = np.array(signs), np.array(is_heading)
    ways = [(name in RISING) - (name in FALLING) for name in heading_signs.NAMES]
    tables = np.zeros((len(heading_signs.NAMES), heading_signs.VALUES))
    base = 0.0
    for seed in range(LESSONS):
        settings = SETTINGS | {"monotone_constraints": ways, "seed": seed}
        trees = lightgbm.train(settings, lightgbm.Dataset(columns, labels), ROUNDS)
        for tree in trees.dump_model()["tree_info"]:
            node = tree["tree_structure"]
            if "split_feature" not in node:
                base += node["leaf_value"]
                continue
            is_below = np.arange(heading_signs.VALUES) <= node["threshold"]
            values = node["left_child"]["leaf_value"], node["right_child"]["leaf_value"]
            tables[node["split_feature"]] += np.where(is_below, *values)
    tables /= LESSONS
    means = [table[columns[:, at]].mean() for at, table in enumerate(tables)]
    return base / LESSONS + sum(means), [table - mean for table, mean in zip(tables, means, strict=True)]


def score(weights, signs):
    base, tables = weights
    return base + sum(table[sign] for table, sign in zip(tables, signs, strict=True))


def measure(corpus):
    """F1 of each source's headings by weights that were learned from all other sources."""
    by_source = defaultdict(list)
    for article in corpus:
        by_source[article["source"]].append(
            (article["news"], list(lines_of(article)), sum(b["type"] == "heading" for b in article["blocks"]))
        )
    total, news, doubt = Counter(), Counter(), Counter()
    for source in by_source:
        others = [
            line for other, found in by_source.items() if other != source for _, lines, _ in found for line in lines
        ]
        weights = learn(*map(list, zip(*others, strict=True)))
        here = Counter()
        for is_news, lines, gold in by_source[source]:
            one = Counter(gold=gold)
            for signs, is_heading in lines:
                points = score(weights, signs)
                one["mine"] += points > 0
                one["hit"] += points > 0 and is_heading
                sure = round(10 / (1 + math.exp(-abs(points))))
                doubt[sure, (points > 0) == is_heading] += 1
            here += one
            if is_news:
                news += one
        total += here
        print(f"{source:20s} {f1(here)}")
    print(f"{'all':20s} {f1(total)}\n{'news':20s} {f1(news)}")
    for sure in range(5, 11):
        right, wrong = doubt[sure, True], doubt[sure, False]
        print(f"about {sure / 10:.0%} sure: right in {right / max(1, right + wrong):.1%} of {right + wrong}")


def predict(corpus, folder):
    """Prints how the texts of each source are read by weights that were learned from all other sources."""
    lines = {article["id"]: (article["source"], list(lines_of(article))) for article in corpus}
    for source in sorted({source for name, (source, _) in lines.items() if any(folder.glob(f"{name}.*.txt"))}):
        others = [line for other, found in lines.values() if other != source for line in found]
        base, tables = learn(*map(list, zip(*others, strict=True)))
        headings.BIAS, headings._TABLES = base, [table.tolist() for table in tables]
        for name in (name for name, (other, _) in lines.items() if other == source):
            for path in sorted(folder.glob(f"{name}.*.txt")):
                told = explain.explain(Source(str(path), path.read_bytes()), Config())
                print(msgspec.json.encode(told).decode())


def f1(count):
    precision, recall = count["hit"] / max(1, count["mine"]), count["hit"] / max(1, count["gold"])
    both = 2 * precision * recall / (precision + recall) if precision + recall else 0
    return f"precision {precision:.4f} recall {recall:.4f} F1 {both:.4f} of {count['gold']}"


def written(weights):
    base, tables = weights
    lines = [
        '"""The weights of the signs of a heading; written by tests/benchmarks/headings.py."""',
        "",
        "from collections.abc import Mapping, Sequence",
        "from typing import Final",
        "",
        f"BIAS: Final = {base:.3f}",
        "WEIGHTS: Final[Mapping[str, Sequence[float]]] = {",
    ]
    for name, table in zip(heading_signs.NAMES, tables, strict=True):
        numbers = ", ".join(f"{weight:.3f}" for weight in table)
        lines.append(f'    "{name}": (\n{textwrap.fill(numbers, 118, **INDENT)},\n    ),')
    return "\n".join([*lines, "}  # fmt: skip", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--predict", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    corpus = list(articles(given.corpus))
    if given.measure:
        measure(corpus)
    if given.predict:
        predict(corpus, given.predict)
    if given.write:
        lines = [line for article in corpus for line in lines_of(article)]
        WEIGHTS.write_text(written(learn(*map(list, zip(*lines, strict=True)))), "utf-8")


if __name__ == "__main__":
    main()
