"""The chart is an SVG that any browser can show, whatever the systems are called."""

from xml.etree import ElementTree

from config.bench.chart import BAR, chart
from config.bench.figure import Figure

SVG = "{http://www.w3.org/2000/svg}"


def figure(system: str, *values: float, ratio: float | None = None) -> Figure:
    return Figure(measurement="noop", system=system, figure="drained", unit="jobs/s", values=values, baseline="stock", ratio=ratio)


def test_the_longest_bar_comes_first_and_the_others_are_in_proportion() -> None:
    picture = ElementTree.fromstring(chart([figure("stock", 100, 100), figure("ours", 400, 400, ratio=4.0)]))  # noqa: S314  # our own words

    widths = [float(bar.attrib["width"]) for bar in picture.iter(f"{SVG}rect")]
    assert widths == [BAR, BAR / 4]


def test_a_bar_says_its_figure_and_how_many_times_the_baseline_it_is() -> None:
    picture = ElementTree.fromstring(chart([figure("stock", 100), figure("ours", 400, ratio=4.0)]))  # noqa: S314  # our own words

    words = [text.text for text in picture.iter(f"{SVG}text")]
    assert words == ["noop: drained, jobs/s", "ours", "400 (4.0x)", "stock", "100"]


def test_odd_names_are_escaped() -> None:
    picture = ElementTree.fromstring(chart([figure("<b>&", 1)]))  # noqa: S314  # our own words

    assert "<b>&" in [text.text for text in picture.iter(f"{SVG}text")]
