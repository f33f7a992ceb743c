"""The page in a real browser: a phone, a desk and a sheet of paper."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium tidak terpasang di PATH"),
]

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
WIDTHS = (360, 390, 820, 1200)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def address(
    page: Callable[..., Any],
    load: Callable[..., Any],
    check: Callable[..., Any],
    fresh: Callable[..., Any],
) -> str:
    """A bad night with long names: the hardest one to fit on a phone."""
    long = "Laporan_Realisasi_Fisik_dan_Keuangan_Dinas_Perumahan_dan_Kawasan_Permukiman_2026.xlsx"
    made = page(
        published=False,
        published_as_of=date(2026, 8, 31),
        loads=[
            load("LOADED", "a.csv", (12_345_678, 12_345_000, 600, 78)),
            load("REJECTED", long, reason=f"kolom wajib tidak ada: {'kode_sub_kegiatan_' * 6}"),
        ],
        checks=[check("merah", False, long)],
        freshness=[fresh("BASI", date(2026, 8, 1)), fresh("BELUM_ADA", None, "sipd_rak")],
        quarantine_sample=[{"source": "x", "file_name": long, "row_number": 1, "reasons": ["KUNCI_KOSONG:nomor"]}],
    )
    return f"file://{made.path}"


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_runs_over_the_edge(browser: Any, address: str, width: int) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 800})
    tab.goto(address)
    tab.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.close()


@pytest.mark.parametrize(("width", "shown", "hidden"), [(390, "narrow", "wide"), (1200, "wide", "narrow")])
def test_one_drawing_of_each_chart_is_shown(browser: Any, address: str, width: int, shown: str, hidden: str) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 800})
    tab.goto(address)
    assert tab.locator(f".{shown} svg:visible").count() == 4
    assert tab.locator(f".{hidden} svg:visible").count() == 0
    sizes = tab.evaluate(
        """[...document.querySelectorAll('svg text')].filter(t => t.getBoundingClientRect().width)
           .map(t => parseFloat(getComputedStyle(t).fontSize)
                * t.ownerSVGElement.getBoundingClientRect().width
                / t.ownerSVGElement.viewBox.baseVal.width)"""
    )
    assert sizes
    assert min(sizes) >= 10.5  # px on the screen
    tab.close()


def test_on_paper_the_page_is_light_and_complete(browser: Any, address: str) -> None:
    tab = browser.new_page(viewport={"width": 700, "height": 1000})
    tab.goto(address)
    tab.emulate_media(media="print")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert tab.locator("nav").is_hidden()
    assert tab.locator(".wide svg:visible").count() == 4
    sheet = tab.pdf(prefer_css_page_size=True)
    assert sheet.startswith(b"%PDF")
    tab.close()


def test_dark_text_on_light_ground(browser: Any, address: str) -> None:
    """Contrast of every text with the ground it stands on: at least 4.5 to 1 (WCAG 2.1 AA)."""
    tab = browser.new_page(viewport={"width": 1200, "height": 800})
    tab.goto(address)
    pairs = tab.evaluate(
        """[...document.querySelectorAll('body *:not(svg, svg *, script, style)')]
        .filter(e => e.getClientRects().length
            && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
        .map(e => {
            let ground = e;
            while (ground && /, 0\\)$|transparent/.test(getComputedStyle(ground).backgroundColor))
                ground = ground.parentElement;
            return [getComputedStyle(e).color, getComputedStyle(ground || document.body)
                .backgroundColor, e.textContent.trim().slice(0, 30)];
        })"""
    )
    assert len(pairs) > 100
    faint = [pair for pair in pairs if contrast(rgb(pair[0]), rgb(pair[1])) < 4.5]
    assert faint == []
    tab.close()


def rgb(css: str) -> tuple[float, ...]:
    return tuple(float(part) for part in css[css.index("(") + 1 : -1].split(",")[:3])


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """WCAG 2.1 contrast ratio of two sRGB colours."""

    def luminance(colour: tuple[float, ...]) -> float:
        linear = [
            c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (channel / 255 for channel in colour)
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
