"""What was measured, as bars: a picture for a page of the docs."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from config.bench.figure import Figure

LEFT, BAR, RIGHT, LINE, GAP = 190, 380, 190, 22, 34
"""Pixels: names, the longest bar, figures, the height of a line, and that of a title."""
OURS, OTHERS = "#2f6f5e", "#b8bec6"
STYLE = "font: 13px system-ui, sans-serif; fill: #57606a"


def chart(figures: Sequence[Figure]) -> str:
    """An SVG with a group of bars for each figure, the longest first; thin lines show the least and the most."""
    groups = [list(group) for _, group in groupby(figures, key=lambda figure: (figure.measurement, figure.figure))]
    height = sum(GAP + LINE * len(group) for group in groups) + LINE
    parts = [part for group, top in zip(groups, _tops(groups), strict=True) for part in _group(group, top)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + BAR + RIGHT}" height="{height}" role="img" style="{STYLE}">',
            *parts,
            "</svg>\n",
        ]
    )


def _tops(groups: Sequence[Sequence[Figure]]) -> Iterator[int]:
    top = 0
    for group in groups:
        yield top
        top += GAP + LINE * len(group)


def _group(group: Sequence[Figure], top: int) -> Iterator[str]:
    first, longest = group[0], max(max(figure.values) for figure in group) or 1.0
    yield f'<text x="0" y="{top + GAP - 12}" font-weight="600">{escape(f"{first.measurement}: {first.figure}, {first.unit}")}</text>'
    for number, figure in enumerate(sorted(group, key=lambda figure: -figure.median)):
        yield from _bar(figure, top + GAP + number * LINE, BAR / longest)


def _bar(figure: Figure, y: int, scale: float) -> Iterator[str]:
    least, most = (LEFT + scale * value for value in (min(figure.values), max(figure.values)))
    color = OURS if figure.system.startswith("ours") else OTHERS
    yield f'<text x="{LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(figure.system)}</text>'
    yield f'<rect x="{LEFT}" y="{y + 2}" width="{scale * figure.median:.1f}" height="{LINE - 8}" rx="2" fill="{color}"/>'
    yield f'<path d="M{least:.1f} {y + 9}H{most:.1f}" stroke="#24292f" stroke-width="1.5"/>'
    yield f'<text x="{most + 8:.1f}" y="{y + 13}">{_words(figure)}</text>'


def _words(figure: Figure) -> str:
    value = f"{figure.median:,.0f}" if abs(figure.median) >= 100 else f"{figure.median:.2f}"
    return f"{value} ({figure.ratio:.1f}x)" if figure.ratio and figure.system != figure.baseline else value
