"""Quotes as a table, CSV as RFC 4180 has it: for people who work with spreadsheets."""

from typing import Final

from digest.site.record import Record

COLUMNS: Final = ("id", "url", "date", "title", "quote", "speaker", "role", "institution", "as_given", "quote_url")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula (owasp.org/www-community/attacks/CSV_Injection)."""


def head() -> bytes:
    """The first row."""
    return _row(COLUMNS)


def quotes(record: Record) -> bytes:
    """A row for each quote of the article, in its order."""
    date = record.published.isoformat(timespec="seconds")
    rows = []
    for quote in record.quotes:
        by = quote.speaker
        who = (by.name or "", by.role or "", by.institution or "", by.as_given) if by else ("", "", "", "")
        rows.append(_row((record.id, record.url, date, record.title, quote.text, *who, quote.url)))
    return b"".join(rows)


def _row(cells: tuple[str, ...]) -> bytes:
    return (",".join(map(_cell, cells)) + "\r\n").encode()


def _cell(text: str) -> str:
    """The cell; what a spreadsheet could run as a formula has an apostrophe before it."""
    if text.startswith(_FORMULA):
        text = f"'{text}"
    if any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
