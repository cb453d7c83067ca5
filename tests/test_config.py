"""digest.yaml."""

import pytest

from digest.config import Config, Feeds, absolute, parse

ALL_KEYS = """\
title: The Skerry Post
base_url: https://example.org/news
description: News of an island
language: en-GB
timezone: Europe/Berlin
publisher: Skerry Press
image: logo.png
edition: daily
feeds:
  formats: [rss, json]
  items: 5
  content: full
voices: false
search: false
records: false
html: escaped
people: {}
extensions: []
theme: {accent: "#803020"}
output: public
"""


def test_all_keys_are_accepted() -> None:
    config, issues = parse(ALL_KEYS)
    assert issues == ()
    assert config == Config(
        title="The Skerry Post",
        base_url="https://example.org/news/",
        description="News of an island",
        language="en-GB",
        timezone="Europe/Berlin",
        publisher="Skerry Press",
        image="logo.png",
        edition="daily",
        feeds=Feeds(("rss", "json"), 5, "full"),
        voices=False,
        search=False,
        theme={"accent": "#803020"},
        output="public",
    )
    assert config.base_path == "/news/"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("titel: x", "digest.yaml:1:1: E102 unknown key 'titel' (did you mean 'title'?)"),
        (
            "title: x\nbase_url: example.org",
            "digest.yaml:2:1: E103 'base_url' 'example.org' is not an address that begins with https:// or http://"
            " (write it as https://example.org/news/)",
        ),
        (
            "timezone: ../../etc/passwd",
            "digest.yaml:1:1: E103 'timezone' '../../etc/passwd' is not a time zone (write it as Europe/Berlin or UTC)",
        ),
        (
            "language: English!",
            "digest.yaml:1:1: E103 'language' 'English!' is not a language tag (write it as en or de-CH)",
        ),
        (
            "edition: weakly",
            "digest.yaml:1:10: E103 'edition' must be one of daily, weekly, monthly, not 'weakly';"
            " did you mean 'weekly'?",
        ),
        ("feeds: {items: 0}", "digest.yaml:1: E103 'feeds.items' must be 1 or more"),
        (
            "people: ../people.yaml",
            "digest.yaml:1:1: E103 'people' names no file at the site's root (write it as people.yaml)",
        ),
        (
            "people: {Ann Lee: {alias: [A. Lee], rol: mayor}}",
            "digest.yaml:1:37: E102 unknown key 'Ann Lee.rol' (known keys: aliases, institutions, kind)",
        ),
        (
            "people: {Ann Lee: {kind: persn}}",
            "digest.yaml:1:26: E103 'Ann Lee.kind' must be one of person, institution, not 'persn';"
            " did you mean 'person'?",
        ),
        (
            "people: {Ann Lee: mayor}",
            "digest.yaml:1:19: E103 'Ann Lee' must be keys with values (known keys: aliases, institutions, kind)",
        ),
        (
            "people:\n  Ann Lee:\n    aliases: [A. Lee]\n  Anna Lee:\n    aliases: [A.  LEE]",
            "digest.yaml:4: E104 'A.  LEE' is a name of 'Ann Lee' and of 'Anna Lee' (keep it with one of them)",
        ),
    ],
)
def test_a_problem_is_told_with_its_line(text: str, problem: str) -> None:
    assert [str(issue) for issue in parse(text)[1]] == [problem]


@pytest.mark.parametrize("zone", ["", ".", "Mars/Base", "/etc", "a\0b", "Europe", "x" * 300])
def test_no_zone_name_crashes(zone: str) -> None:
    config, issues = parse(f'timezone: "{zone}"'.replace("\0", "\\0"))
    assert config.timezone == "UTC"
    assert [issue.code for issue in issues] == ["E103"]


@pytest.mark.parametrize(
    "url",
    ["", "example.org", "ftp://example.org/", "https://", "https://a b/", 'https://a/"', "https://a/?q", "http://[x",
     "https://a:port/", "//example.org/", "javascript:alert(1)", "https://a/#x"],
)  # fmt: skip
def test_what_is_no_address_of_a_site(url: str) -> None:
    assert absolute(url)[0] == ""
    assert absolute(url)[1].startswith(repr(url))


def test_an_address_is_written_as_every_program_can_read_it() -> None:
    assert absolute("https://müller.example/straße ".strip()) == ("https://xn--mller-kva.example/stra%C3%9Fe/", "")
    assert absolute("https://example.org/a%20b/") == ("https://example.org/a%20b/", "")


def test_an_address_gets_its_slash() -> None:
    assert absolute("https://example.org") == ("https://example.org/", "")
    assert absolute("http://localhost:8000/a//") == ("http://localhost:8000/a/", "")
