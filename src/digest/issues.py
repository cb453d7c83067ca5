"""Problems as values: what is told to the user, where, and what to do about it."""

from typing import Final

from msgspec import Struct

CODES: Final = {
    # 0: the site as a whole, digest.yaml
    "E001": "there is no content folder",
    "E002": "the content folder holds no article",
    "W003": "base_url is not set",
    "W004": "a key has no effect in this version",
    "W005": "nothing is published: all articles are drafts or scheduled",
    "W006": "the site's picture is not there",
    # 1: YAML, in digest.yaml and in front matter
    "E101": "the YAML cannot be read",
    "E102": "an unknown key",
    "E103": "a value of the wrong kind",
    "E104": "a key stands twice, or a name of people",
    "E105": "anchors, aliases and tags are not allowed",
    "E106": "front matter is not closed",
    "E107": "a date that does not exist or cannot be read",
    # 2: files
    "E201": "the file cannot be read",
    "E202": "not a file",
    "E203": "a symbolic link leads out of the content folder",
    "E204": "the file is too large",
    "E205": "the file changed while the site was built",
    "W206": "the text is not UTF-8",
    "W207": "characters that no page or feed may hold were left out",
    "W208": "a linked folder is not followed",
    "E209": "not a text file",
    # 3: the text of an article
    "E301": "the article is empty",
    "W302": "the article has no date",
    "W303": "a link leads nowhere",
    "W304": "the text is too tangled to read its inline marks",
    "W305": "the file's name begins with a date that does not exist",
    "W306": "a date that can be read in two ways",
    # 4: the site model
    "E401": "two articles have the same address",
    "E402": "two articles have the same id",
    "W403": "a derived address is taken",
    "W404": "an address was written in another way",
    "W405": "two topics or two voices share an address",
    "E406": "the ledger is damaged",
    "W407": "an earlier address of an article is another's now",
    "E408": "the ledger would change",
    "W409": "the ledger is lost",
    # 5: templates
    "E501": "a template cannot be read",
    "E502": "a template failed",
    "E503": "a template is missing",
    # 6: the output folder and the disk
    "E601": "the output folder holds files that are not ours",
    "E602": "a file that is not ours is in the way",
    "E603": "a file or folder cannot be written",
    "E604": "another build is running",
    "E605": "the output folder is in the wrong place",
    "E606": "worker processes were killed",
    "E607": "the output folder cannot be published in releases",
    "E608": "there is no release to go back to",
    "E609": "the list of changes is in the wrong place",
    "E610": "the list of changes cannot be written",
    # 7: a cluster
    "E701": "the package for clusters is not installed",
    "E702": "the cluster does not answer, or has no workers",
    "E703": "a worker of the cluster cannot do the work",
    "E704": "the cluster lost its workers or its scheduler",
    # 8: what is in doubt: told by `digest check` only
    "W801": "the headline was made from the lede",
    "W802": "a quote without a clear speaker",
    "W803": "a line that was read with little confidence",
    "W804": "a picture without a description",
    "W805": "names that may be of one",
    "W806": "an article that the ledger knows is gone",
    "W807": "a published article was changed, and does not say so",
    # 9: search
    "W901": "the program for the search index is not installed",
    "W902": "the search index could not be made",
}
"""Each code and what it means. E: nothing is published. W: the site is built all the same. See docs/errors.md."""


class Issue(Struct, frozen=True):
    """A problem, with its place."""

    code: str
    path: str
    """As the user knows it: relative to the site's root, with forward slashes."""
    message: str
    """What is, and what was expected: no capital, no full stop."""
    line: int = 0
    """1-based; 0: the whole file."""
    column: int = 0
    """1-based, in characters; 0: the whole line."""
    hint: str = ""
    """What the user can do; may be empty."""

    @property
    def is_error(self) -> bool:
        """Whether it keeps the site from being published."""
        return self.code[0] == "E"

    @property
    def place(self) -> tuple[str, int, int, str, str]:
        """The total order in which issues are shown."""
        return (self.path, self.line, self.column, self.code, self.message)

    def __str__(self) -> str:
        """`path:line:column: code message (hint)`, with only the parts of the place that are known."""
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}: {self.code} {self.message}{hint}"
