"""Charts as SVG that a page holds: no script draws them, and its colours are theirs.

Each is a picture of fixed size that a page may stretch; classes (`model`, `seen`, ...)
carry the colours, so that they follow the page into the dark and onto paper.
"""

import math
from collections.abc import Sequence

from markupsafe import Markup, escape

from customer_segmentation.report.effects import Effect, Level, PairEffect
from customer_segmentation.report.words import TIMES, Outcome, count, percent

WIDTH = 440
LETTER = 7.2  # the room of one letter of a name
LONGEST = 30  # letters; the table has the whole name
ROW = 26
#: Degrees of a heat map on either side of none.
DEGREES = 4
#: The room of a factor on the odds in a cell of it.
FACTOR_WIDTH, FACTOR_HEIGHT = 31, 12
#: Fewer contacts than this are drawn as a ring, and no line runs through it.
FEW = 20
#: The most ticks that a short axis can carry.
TICKS = 5


def svg(height: float, title: str, parts: Sequence[str], width: int = WIDTH) -> Markup:
    """Put a picture together.

    Parameters
    ----------
    height, width : float
    title : str
        What a screen reader says.
    parts : sequence of str
        Elements; their texts are escaped already.

    Returns
    -------
    Markup
    """
    return Markup(  # noqa: S704
        f'<svg viewBox="0 0 {width} {height:g}" role="img"'
        f' aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )


def text(x: float, y: float, words: str, style: str = "tick", end: str = "") -> str:
    """Write words; `end` is `middle` or `end` where they do not start at x."""
    anchor = f' text-anchor="{end}"' if end else ""
    return f'<text x="{x:g}" y="{y:g}" class="{style}"{anchor}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, style: str = "grid") -> str:
    """Draw a line."""
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" class="{style}"/>'


def label_room(names: Sequence[str]) -> float:
    """Return the room that names beside a chart take."""
    return 14 + LETTER * min(max((len(name) for name in names), default=0), LONGEST)


def short(words: str, most: int = LONGEST) -> str:
    """Cut a long name; the table has it whole."""
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def ticks(top: float) -> list[float]:
    """Choose round shares from 0 to at least `top`, five or six of them at most."""
    for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25):
        if top <= step * TICKS:
            return [step * k for k in range(int(top / step + 0.999) + 1)]
    return [0.0, 0.25, 0.5, 0.75, 1.0]


def bars(
    title: str,
    rows: Sequence[tuple[str, float | None, float | None, str, str]],
    reference: tuple[float, str] | None = None,
) -> Markup:
    """Draw lying bars, each with a ring for what was observed.

    Parameters
    ----------
    title : str
    rows : sequence of (name, share of the bar, share of the ring, style, hint)
        Shares are 0 to 1; None draws nothing. `few` is the style of a bar that few
        contacts stand behind.
    reference : (share, words), optional
        A line across all bars.

    Returns
    -------
    Markup
    """
    shares = [share for _, bar, ring, *_ in rows for share in (bar, ring) if share]
    marks = ticks(max([*shares, reference[0] if reference else 0.0, 0.01]))
    left = label_room([name for name, *_ in rows])
    scale = (WIDTH - left - 24) / marks[-1]
    bottom = ROW * len(rows) + 6
    parts = []
    for mark in marks:
        x = left + scale * mark
        parts += [
            line(x, 2, x, bottom),
            text(x, bottom + 15, percent(mark), end="middle"),
        ]
    for place, (name, bar, ring, style, hint) in enumerate(rows):
        y = ROW * place + 4
        drawn = text(left - 8, y + 15, short(name), "name", "end")
        if bar is not None:
            drawn += (
                f'<rect x="{left:.1f}" y="{y + 3:g}" width="{max(scale * bar, 1):.1f}"'
                f' height="15" rx="2" class="model {style}"/>'
            )
        if ring is not None:
            drawn += (
                f'<circle cx="{left + scale * ring:.1f}" cy="{y + 10.5:g}" r="5"'
                ' class="seen"/>'
            )
        parts.append(f"<g><title>{escape(hint)}</title>{drawn}</g>")
    if reference:
        x = left + scale * reference[0]
        parts.append(line(x, 2, x, bottom, "reference"))
    return svg(bottom + 22, title, parts)


def effect_chart(effect: Effect, outcome: Outcome) -> Markup:
    """Draw a feature: bars of levels, or a curve over the bins of a number.

    Parameters
    ----------
    effect : Effect
    outcome : Outcome

    Returns
    -------
    Markup
    """
    title = f"Chance to {outcome.be} by {effect.label}"
    if effect.is_ordered:
        return curve(title, effect)
    shown = [*effect.levels, *([effect.not_known] if effect.not_known else [])]
    return bars(
        title,
        [
            (level.words, level.chance, level.observed, "", hint(level))
            for level in shown
        ],
    )


def hint(level: Level) -> str:
    """Say a level in one line."""
    return (
        f"{level.words}: {percent(level.chance)} by the model, "
        f"{percent(level.observed)} observed among {count(level.contact_count)}"
    )


def curve(title: str, effect: Effect) -> Markup:
    """Draw steps over the bins of a number, each as wide as the others.

    Bins hold about as many contacts each, so that the crowd has the room; what was
    observed is drawn for some neighbouring bins together.

    Parameters
    ----------
    title : str
    effect : Effect

    Returns
    -------
    Markup
    """
    left, right, bottom = 44, WIDTH - 8, 168
    levels = effect.levels
    extra = 1 if effect.not_known else 0
    width = (right - left) / max(len(levels) + 2 * extra, 1)
    dots = observed_dots(levels)
    everything = [level.chance for level in levels] + [share for _, share, _ in dots]
    if effect.not_known:
        everything += [effect.not_known.chance, effect.not_known.observed or 0]
    marks = ticks(max([*everything, 0.01]))
    scale = (bottom - 8) / marks[-1]
    parts = []
    for mark in marks:
        y = bottom - scale * mark
        parts += [
            line(left, y, right, y),
            text(left - 6, y + 4, percent(mark), end="end"),
        ]
    steps = "".join(
        f"{'L' if place else 'M'}{left + width * place:.1f},"
        f"{bottom - scale * level.chance:.1f}H{left + width * (place + 1):.1f}"
        for place, level in enumerate(levels)
    )
    parts.append(f'<path d="{steps}" class="model-line"/>')
    for place, level in enumerate(levels):
        parts.append(
            f'<rect x="{left + width * place:.1f}" y="8" width="{width:.1f}"'
            f' height="{bottom - 8}" class="touch"><title>{escape(hint(level))}</title>'
            "</rect>"
        )
    for middle, share, words in dots:
        parts.append(
            f'<circle cx="{left + width * middle:.1f}"'
            f' cy="{bottom - scale * share:.1f}" r="4.5" class="seen">'
            f"<title>{escape(words)}</title></circle>"
        )
    # As many names as there is room for.
    step = max(1, -(-len(levels) // 5))
    for place in range(0, len(levels), step):
        x = left + width * (place + 0.5)
        parts.append(text(x, bottom + 16, short(levels[place].words, 11), end="middle"))
    if effect.not_known:
        level = effect.not_known
        x = left + width * (len(levels) + 1)
        parts += [
            f"<g><title>{escape(hint(level))}</title>",
            f'<rect x="{x:.1f}" y="{bottom - scale * level.chance:.1f}"'
            f' width="{min(width, 18):.1f}" height="{scale * level.chance:.1f}"'
            ' class="model"/>',
            f'<circle cx="{x + min(width, 18) / 2:.1f}"'
            f' cy="{bottom - scale * (level.observed or 0):.1f}" r="4.5"'
            ' class="seen"/>',
            text(right, bottom + 32, "not known", end="end"),
            "</g>",
        ]
    return svg(bottom + 38, title, parts)


def observed_dots(levels: Sequence[Level]) -> list[tuple[float, float, str]]:
    """Join neighbouring bins to at most a dozen, so that each share counts many.

    Parameters
    ----------
    levels : sequence of Level

    Returns
    -------
    list of (place, share, words)
        The place in bins from the left.
    """
    step = max(1, -(-len(levels) // 12))
    dots = []
    for start in range(0, len(levels), step):
        joined = levels[start : start + step]
        total = sum(level.contact_count for level in joined)
        if total:
            share = sum(
                (level.observed or 0) * level.contact_count for level in joined
            ) / total  # fmt: skip
            words = f"{percent(share)} observed among {count(total)}"
            dots.append((start + len(joined) / 2, share, words))
    return dots


def heat_map(pair: PairEffect) -> Markup:
    """Draw what two features do together: a path per degree, plus and minus apart.

    No cell says by colour alone which it is: it has the factor on the odds where that
    fits, and else a stroke through it where it is less.

    Parameters
    ----------
    pair : PairEffect

    Returns
    -------
    Markup
    """
    rows, columns = len(pair.rows), len(pair.columns)
    left, top = label_room(pair.rows), 4
    width = (WIDTH - left - 6) / columns
    height = min(max(150 / rows, 8), 30)
    largest = max(abs(x) for row in pair.contributions for x in row) or 1.0
    is_told = width >= FACTOR_WIDTH and height >= FACTOR_HEIGHT
    # Pale behind words, so that they can be read in the light and in the dark.
    strength = 0.5 if is_told else 1.0
    paths: dict[int, list[str]] = {}
    strokes, factors = [], []
    for place, row in enumerate(pair.contributions):
        for column, contribution in enumerate(row):
            degree = round(DEGREES * contribution / largest)
            x, y = left + width * column, top + height * place
            paths.setdefault(degree, []).append(
                f"M{x:.1f},{y:.1f}h{width:.2f}v{height:.2f}h-{width:.2f}z"
            )
            if is_told and degree:
                factor = f"{TIMES}{math.exp(contribution):.2f}"
                factors.append(
                    text(
                        round(x + width / 2, 1),
                        round(y + height / 2 + 3.5, 1),
                        factor,
                        "factor",
                        "middle",
                    )
                )
            elif degree < 0:
                strokes.append(f"M{x:.1f},{y + height:.1f}l{width:.1f},-{height:.1f}")
    parts = [
        f'<path d="{"".join(cells)}" class="{"plus" if degree > 0 else "minus"}"'
        f' fill-opacity="{strength * abs(degree) / DEGREES:g}"/>'
        for degree, cells in sorted(paths.items())
    ]
    if strokes:
        parts.append(f'<path d="{"".join(strokes)}" class="less"/>')
    parts += factors
    bottom = top + height * rows
    parts.append(
        f'<rect x="{left:.1f}" y="{top}" width="{width * columns:.1f}"'
        f' height="{height * rows:.1f}" class="frame"/>'
    )
    every = max(1, -(-rows // 12))
    for place in range(0, rows, every):
        y = top + height * (place + 0.5) + 4
        parts.append(text(left - 8, y, short(pair.rows[place]), "name", "end"))
    step = max(1, -(-columns // 4))
    for column in range(0, columns, step):
        x = left + width * (column + 0.5)
        words = short(pair.columns[column], 11)
        parts.append(text(x, bottom + 16, words, end="middle"))
    parts.append(text(left, bottom + 34, f"across: {pair.label_2}", "name"))
    return svg(bottom + 40, f"{pair.label_1} and {pair.label_2} together", parts)


def reliability(title: str, points: Sequence[tuple[float, float, int]]) -> Markup:
    """Draw what came true against what was said.

    Parameters
    ----------
    title : str
    points : sequence of (predicted share, observed share, contacts)

    Returns
    -------
    Markup
    """
    left, right, top, bottom = 44, WIDTH - 24, 8, 300
    across, up = right - left, bottom - top
    most = max((contacts for *_, contacts in points), default=1)
    parts = []
    for mark in ticks(1.0):
        x, y = left + across * mark, bottom - up * mark
        parts += [
            line(left, y, right, y),
            text(left - 6, y + 4, percent(mark), end="end"),
            text(x, bottom + 16, percent(mark), end="middle"),
        ]
    parts.append(line(left, bottom, right, top, "reference"))
    path = " ".join(
        f"{'L' if place else 'M'}{left + across * said:.1f},{bottom - up * came:.1f}"
        for place, (said, came, _) in enumerate(
            point for point in points if point[2] >= FEW
        )
    )
    parts.append(f'<path d="{path}" class="model-line"/>')
    for said, came, contacts in points:
        radius = 3 + 9 * (contacts / most) ** 0.5
        style = "dot" if contacts >= FEW else "seen"
        words = f"said {percent(said)}, came true {percent(came)} of {count(contacts)}"
        parts.append(
            f'<circle cx="{left + across * said:.1f}" cy="{bottom - up * came:.1f}"'
            f' r="{radius:.1f}" class="{style}"><title>{escape(words)}</title></circle>'
        )
    parts.append(text(right, bottom + 32, "chance the model gave", "name", "end"))
    return svg(bottom + 38, title, parts)
