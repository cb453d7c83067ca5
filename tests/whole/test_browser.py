"""The sample site in a real browser, from the disk and from a server, as a reader sees it."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

pytestmark = pytest.mark.browser

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
ARTICLE = "2026/11/11/the-night-the-quay-went-under/index.html"
PAGES = ("index.html", ARTICLE, "2026/11/index.html", "archive/index.html", "topics/index.html",
         "topics/harbour/index.html", "feeds/index.html")  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright  # not installed where only the other tests are run

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


def failed(request: Request, said: list[str]) -> None:
    # a picture that is still on its way when the test goes on to the next page is no fault
    if request.failure != "net::ERR_ABORTED":
        said.append(f"{request.url}: {request.failure}")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a desktop's size; what the console complains of fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: failed(request, said))
    yield page
    context.close()
    assert said == []


@pytest.fixture(scope="module")
def served(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the sample site below a path of a server."""
    top = tmp_path_factory.mktemp("server")
    (top / "news").symlink_to(sample)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(top)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/news/"
    server.shutdown()
    server.server_close()


def font(page: Page, selector: str) -> str:
    return page.eval_on_selector(selector, "element => getComputedStyle(element).fontFamily")


def test_from_the_disk_every_link_leads_to_a_page(page: Page, sample: Path) -> None:
    seen: set[str] = set()
    waiting = [(sample / "index.html").as_uri()]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        page.goto(address)
        assert page.title()
        assert "Newsreader" in font(page, "body"), "the style sheet was not read"
        for link in page.eval_on_selector_all("a[href]", "links => links.map(link => link.href.split('#')[0])"):
            if link.startswith("file:"):
                assert link.startswith(sample.as_uri()), link
                if link.endswith(".html"):
                    waiting.append(link)
                else:
                    assert Path(link.removeprefix("file://")).is_file(), link
    assert len(seen) == sum(1 for file in sample.rglob("*.html") if file.name != "404.html")


def test_below_a_path_of_a_server_the_site_looks_the_same(page: Page, sample: Path, served: str) -> None:
    for name in PAGES:
        page.goto((sample / name).as_uri())
        from_disk = page.inner_text("main")
        page.goto(served + name.removesuffix("index.html"))
        assert page.inner_text("main") == from_disk
        assert "Newsreader" in font(page, "body")


def test_the_page_for_what_is_not_there_leads_home_from_any_depth(page: Page, served: str) -> None:
    page.goto(served + "404.html")
    page.click("nav a >> nth=0")
    assert page.url == served + "index.html"


def test_an_article_reads_as_its_source_does(page: Page, sample: Path) -> None:
    page.goto((sample / ARTICLE).as_uri())
    assert page.inner_text("h1") == "The night the quay went under"
    assert page.locator("article h2[id^=s-]").count() == 6
    assert page.locator("figure.quote blockquote").count() == 3
    assert page.locator("figure.quote figcaption").first.inner_text() == (
        "Tobias Quenby, harbour master, Port Osmerry Harbour Office"
    )
    page.click("nav[aria-labelledby=contents] a >> nth=2")
    assert "#s-" in page.url
    picture = page.goto((sample / "2026/11/22/after-eleven-days-a-ferry/index.html").as_uri())
    assert picture
    assert page.eval_on_selector("article img", "image => image.complete && image.naturalWidth") == 1200


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_page_scrolls_sideways(page: Page, sample: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for file in sorted(sample.rglob("*.html")):
        if file.name != "404.html":  # its style sheet is on the server
            page.goto(file.as_uri())
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (file, wide)


def test_dark_and_light_are_different_and_both_readable(page: Page, sample: Path) -> None:
    page.goto((sample / ARTICLE).as_uri())
    style = "element => [getComputedStyle(element).backgroundColor, getComputedStyle(element).color]"
    light = page.eval_on_selector("body", style)
    page.emulate_media(color_scheme="dark")
    dark = page.eval_on_selector("body", style)

    def brightness(color: str) -> float:
        return sum(float(part) for part in color[color.index("(") + 1 : -1].split(",")[:3]) / 3

    assert brightness(light[0]) > 230 > 60 > brightness(light[1])
    assert brightness(dark[0]) < 60 < 200 < brightness(dark[1])


# ---- search


def told(page: Page) -> str:
    """What the search says when it has come to an end."""
    page.locator("#found", has_text=re.compile(r"stor(y|ies)")).wait_for()
    return page.inner_text("#found")


def titles(page: Page) -> list[str]:
    return page.locator("#results h2").all_inner_texts()


def test_typed_words_find_stories_and_the_links_lead_to_them(page: Page, served: str) -> None:
    page.goto(served + "search/")
    assert page.locator("#without").count() == 0
    page.locator("input[type=search]").press_sequentially("limpets")
    assert told(page).endswith(("story", "stories"))
    assert page.locator("#results mark").first.inner_text().lower().startswith("limpet")
    assert page.url == served + "search/?q=limpets"
    links = page.eval_on_selector_all("#results a", "links => links.map(link => link.getAttribute('href'))")
    assert all(link.startswith("../2026/") for link in links)
    title = titles(page)[0]
    page.click("#results a >> nth=0")
    assert page.inner_text("h1") == title


def test_an_address_asks_and_filters_narrow_it_down(page: Page, served: str) -> None:
    page.goto(served + "search/?q=harbour")
    assert told(page) == "11 stories"
    assert page.input_value("input[type=search]") == "harbour"
    assert len(titles(page)) == 10
    page.click("button:has-text('More stories')")
    page.locator("#results li >> nth=10").wait_for()
    assert page.locator("button:has-text('More stories')").is_hidden()
    for name, value in (("topic", "Harbour"), ("speaker", "Tobias Quenby"), ("year", "2026")):
        page.select_option(f"select[name={name}]", value)
        page.wait_for_url(f"**{name}=*")
    page.locator("#results li >> nth=6").wait_for(state="detached")
    narrowed = titles(page)
    assert narrowed
    page.goto(page.url)
    assert told(page)
    assert titles(page) == narrowed
    for name, value in (("topic", "Harbour"), ("speaker", "Tobias Quenby"), ("year", "2026")):
        assert page.input_value(f"select[name={name}]") == value


def test_what_is_not_there_and_what_is_hostile_finds_nothing_else(page: Page, served: str) -> None:
    page.goto(served + "search/?q=qqzzxxnothing")
    assert told(page) == "No story was found."
    page.fill("input[type=search]", "<img src=x onerror=window.__owned=1>")
    page.press("input[type=search]", "Enter")
    page.wait_for_timeout(300)
    assert page.evaluate("window.__owned") is None
    assert page.locator("main img").count() == 0


def test_without_script_or_from_the_disk_the_search_leads_elsewhere(page: Page, browser: Browser, sample: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    for one in (page, context.new_page()):
        one.goto((sample / "search" / "index.html").as_uri())
        assert one.locator("form[role=search] input[type=search][name=q]").is_visible()
        assert one.locator("#without").is_visible()
        assert {"Archive", "Topics"} <= set(one.locator("main nav a").all_inner_texts())
        assert one.locator("select >> visible=true").count() == 0
    context.close()


def test_only_the_search_page_has_a_script(sample: Path) -> None:
    with_script = [file for file in sample.rglob("*.html") if "<script src" in file.read_text("utf-8")]
    assert with_script == [sample / "search" / "index.html"]


def test_hostile_text_is_text(page: Page, tmp_path: Path) -> None:
    from tests.engine.test_hostile import hostile_site

    site = hostile_site(tmp_path)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for file in sorted(site.rglob("*.html")):
        if file.name == "404.html":
            continue
        page.goto(file.as_uri())
        assert page.evaluate("window.__owned") is None
        assert (
            page.locator(
                "script:not([src^='../assets/search.'], [type='application/ld+json']), iframe, object, embed, [onerror], [onclick], a[href^='javascript' i]"
            ).count()
            == 0
        )
    assert dialogs == []
