"""An article's text for other programs: as HTML that needs no style sheet, and without any markup."""

from collections.abc import Iterator

from digest.records import Block, Code, Image, ListBlock, Paragraph, Quote, Section, Table, Text
from digest.renderer.markup import escaped
from digest.renderer.views import (
    BlockView,
    BodyView,
    CodeView,
    ImageView,
    ListView,
    ParagraphView,
    QuoteView,
    TableView,
)


def html(body: BodyView) -> str:
    """The text as HTML, without ids and classes, a block a line."""
    lines = [f"<p>{body.lede}</p>"] if body.lede else []
    for section in body.sections:
        if section.heading:
            lines.append(f"<h{section.level}>{section.heading}</h{section.level}>")
        lines += map(_html, section.blocks)
    return "\n".join(lines)


def _html(block: BlockView) -> str:
    match block:
        case ParagraphView():
            return f"<p>{block.html}</p>"
        case QuoteView():
            said = "".join(f"<p>{paragraph}</p>" for paragraph in block.paragraphs)
            by = block.speaker and (block.attribution or escaped(block.speaker.as_given))
            caption = f"<figcaption>{by}</figcaption>" if by else ""
            return f"<figure><blockquote>{said}</blockquote>{caption}</figure>"
        case ListView():
            tag = "ul" if block.start is None else "ol"
            start = f' start="{block.start}"' if block.start not in (None, 1) else ""
            items = "".join(f"<li>{item.html}{''.join(map(_html, item.blocks))}</li>" for item in block.items)
            return f"<{tag}{start}>{items}</{tag}>"
        case ImageView():
            picture = f'<img src="{escaped(block.src)}" alt="{escaped(block.alt)}">'
            linked = f'<a href="{escaped(block.href)}">{picture}</a>' if block.href else picture
            told = " ".join(filter(None, [str(block.caption or ""), str(escaped(block.credit))]))
            return f"<figure>{linked}{f'<figcaption>{told}</figcaption>' if told else ''}</figure>"
        case CodeView():
            return f"<pre><code>{escaped(block.text)}</code></pre>"
        case TableView():
            head = "".join(f"<th>{cell}</th>" for cell in block.header)
            rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in block.rows)
            return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def plain(lede: Paragraph | None, sections: tuple[Section, ...]) -> str:
    """The text without markup, its blocks apart by empty lines."""
    parts = [lede.text.plain] if lede else []
    for section in sections:
        if section.heading:
            parts.append(section.heading.plain)
        parts += blocks_of(section)
    return "\n\n".join(parts)


def blocks_of(section: Section) -> tuple[str, ...]:
    """The blocks of a section without markup; a picture is its caption."""
    return tuple(filter(None, map(_plain, section.blocks)))


def _plain(block: Block) -> str:
    match block:
        case Paragraph():
            return block.text.plain
        case Quote():
            said = "\n".join(text.plain for text in block.paragraphs)
            return f"{said}\n– {block.speaker.as_given}" if block.speaker else said
        case ListBlock():
            return "\n".join(_items(block))
        case Image():
            return block.caption.plain if block.caption else ""
        case Code():
            return block.text
        case Table():
            return "\n".join(map(_row, (block.header, *block.rows)))


def _items(block: ListBlock) -> Iterator[str]:
    for number, item in enumerate(block.items, block.start or 1):
        lines = "\n".join([item.text.plain, *filter(None, map(_plain, item.blocks))])
        mark = "- " if block.start is None else f"{number}. "
        yield mark + lines.replace("\n", "\n" + " " * len(mark))


def _row(cells: tuple[Text, ...]) -> str:
    return "\t".join(cell.plain for cell in cells)
