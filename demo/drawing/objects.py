"""Things that come up in more than one picture."""

import math

from demo.drawing.canvas import Canvas, Point, arc_points, smooth, turned
from demo.drawing.palette import (
    CORAL,
    INK,
    OFF_WHITE,
    PAPER,
    SAND,
    STONE_PALE,
    TEAL,
    TEAL_DEEP,
    TEAL_MID,
    WOOD_DEEP,
    darker,
    lighter,
    mix,
    see_through,
)


def steam(c: Canvas, x: float, y: float, size: float, background: str) -> None:
    """Three wisps that rise from x, y."""
    for i, dx in enumerate((-0.32, 0.0, 0.32)):
        bottom, rise = x + dx * size, size * (0.75 + 0.25 * (i == 1))
        c.curve(
            [
                (bottom, y),
                (bottom + size * 0.1, y - rise * 0.33),
                (bottom - size * 0.1, y - rise * 0.66),
                (bottom + size * 0.05, y - rise),
            ],
            mix(background, PAPER, 0.75),
            size * 0.075,
        )


def mug(c: Canvas, x: float, y: float, size: float, colour: str, *, drink: str = WOOD_DEEP, handle: int = 1) -> None:
    """A mug that stands at x, y (the middle of its foot); `handle` is 1 for the right and -1 for the left."""
    w, h = size, size * 1.05
    c.shadow(x + w * 0.1, y, w * 0.75, h * 0.09)
    c.arc((x + handle * w * 0.5, y - h * 0.5), w * 0.27, h * 0.24, 0, 360, darker(colour), w * 0.12)
    c.polygon([(x - w / 2, y - h), (x + w / 2, y - h), (x + w * 0.44, y), (x - w * 0.44, y)], colour)
    c.ellipse(x, y, w * 0.44, h * 0.09, colour)
    c.polygon([(x + w * 0.26, y - h), (x + w / 2, y - h), (x + w * 0.44, y), (x + w * 0.22, y)], darker(colour, 0.07))
    c.ellipse(x, y - h, w / 2, h * 0.13, lighter(colour, 0.35))
    c.ellipse(x, y - h * 0.985, w * 0.42, h * 0.095, drink)


def cloud(c: Canvas, x: float, y: float, size: float, colour: str = OFF_WHITE) -> None:
    c.rect(x - size, y - size * 0.3, size * 2, size * 0.5, colour, radius=size * 0.25)
    c.circle(x - size * 0.35, y - size * 0.3, size * 0.4, colour)
    c.circle(x + size * 0.3, y - size * 0.25, size * 0.32, colour)


def tree(c: Canvas, x: float, ground: float, size: float, leaves: str = TEAL, *, tall: bool = False) -> None:
    c.shadow(x, ground, size * 0.4, size * 0.07)
    c.taper([(x, ground - size * 0.03), (x, ground - size * 0.8)], WOOD_DEEP, size * 0.12, size * 0.07)
    if tall:
        c.ellipse(x, ground - size * 0.95, size * 0.34, size * 0.66, leaves)
        c.ellipse(x - size * 0.1, ground - size * 1.05, size * 0.18, size * 0.42, lighter(leaves, 0.12))
        return
    for dx, dy, r in ((-0.3, -0.78, 0.32), (0.32, -0.82, 0.3), (0, -1.08, 0.4), (0, -0.75, 0.36)):
        c.circle(x + dx * size, ground + dy * size, r * size, leaves)
    c.circle(x - size * 0.12, ground - size * 1.1, size * 0.22, lighter(leaves, 0.12))


def leaf(c: Canvas, x: float, y: float, length: float, angle: float, colour: str) -> None:
    """A leaf that grows from x, y; an angle of 0 points up, 90 to the right."""
    w = length * 0.24
    half = arc_points((x, y - length / 2), w, length / 2, -90, 90)
    other = [(2 * x - px, py) for px, py in reversed(half)]
    c.polygon(turned(half + other, (x, y), angle), colour)
    c.line(turned([(x, y), (x, y - length * 0.8)], (x, y), angle), darker(colour, 0.18), max(2.5, length * 0.03))


def pot_plant(c: Canvas, x: float, ground: float, size: float, pot: str = CORAL, leaves: str = TEAL) -> None:
    c.shadow(x, ground, size * 0.4, size * 0.06)
    for i, angle in enumerate((-62, 58, -34, 30, 0)):
        leaf(c, x, ground - size * 0.42, size * (0.6 + 0.07 * i), angle, lighter(leaves, 0.14) if i % 2 else leaves)
    c.polygon(
        [
            (x - size * 0.32, ground - size * 0.5),
            (x + size * 0.32, ground - size * 0.5),
            (x + size * 0.23, ground),
            (x - size * 0.23, ground),
        ],
        pot,
    )
    c.rect(x - size * 0.36, ground - size * 0.52, size * 0.72, size * 0.12, darker(pot, 0.1), radius=size * 0.03)


def window(c: Canvas, x: float, y: float, w: float, h: float, sky: str, *, frame: str = PAPER, bars: int = 1) -> None:
    """A window of two panes by default; `bars` is how many upright bars part it."""
    edge = max(4.0, w * 0.045)
    c.rect(x - edge, y - edge, w + 2 * edge, h + 2 * edge, frame, radius=edge * 0.5)
    c.rect(x, y, w, h, sky)
    c.polygon([(x + w * 0.62, y), (x + w * 0.85, y), (x + w * 0.4, y + h), (x + w * 0.17, y + h)], lighter(sky, 0.25))
    for i in range(1, bars + 1):
        c.rect(x + w * i / (bars + 1) - edge / 2, y, edge, h, frame)
    c.rect(x, y + h * 0.42, w, edge, frame)
    c.rect(x - edge * 2, y + h + edge * 0.6, w + edge * 4, edge * 1.3, darker(frame, 0.1), radius=edge * 0.4)


def text_lines(c: Canvas, x: float, y: float, widths: list[float], gap: float, fill: str, weight: float = 8) -> None:
    """Writing too small to read: one bar for each width, from x, y down."""
    for i, width in enumerate(widths):
        c.rect(x, y + i * gap, width, weight, fill, radius=weight / 2)


def sheet(c: Canvas, x: float, y: float, w: float, h: float, angle: float = 0, fill: str = PAPER) -> None:
    """A page of writing with a heading, turned about its middle."""
    centre = (x + w / 2, y + h / 2)
    c.rect(x + 8, y + 10, w, h, see_through(INK, 0.14), radius=6, angle=angle, about=centre)
    c.rect(x, y, w, h, fill, radius=6, angle=angle, about=centre)
    c.rect(x + w * 0.12, y + h * 0.1, w * 0.44, h * 0.045, TEAL, radius=5, angle=angle, about=centre)
    for i in range(7):
        width = w * (0.76, 0.7, 0.76, 0.5, 0.72, 0.76, 0.36)[i]
        c.rect(x + w * 0.12, y + h * (0.24 + 0.092 * i), width, h * 0.026, STONE_PALE, angle=angle, about=centre)


def envelope(
    c: Canvas, x: float, y: float, w: float, angle: float = 0, fill: str = OFF_WHITE, mark: str = CORAL
) -> None:
    """A letter with a window, as bills have, and a coloured mark."""
    h, centre = w * 0.58, (x + w / 2, y + w * 0.29)
    c.rect(x + 7, y + 9, w, h, see_through(INK, 0.14), radius=6, angle=angle, about=centre)
    c.rect(x, y, w, h, fill, radius=6, angle=angle, about=centre)
    c.rect(x + w * 0.78, y + h * 0.12, w * 0.14, h * 0.26, mark, radius=3, angle=angle, about=centre)
    c.rect(x + w * 0.1, y + h * 0.5, w * 0.46, h * 0.34, darker(fill, 0.08), radius=5, angle=angle, about=centre)
    for i in range(3):
        width = w * (0.34, 0.28, 0.2)[i]
        c.rect(x + w * 0.14, y + h * (0.57 + 0.085 * i), width, h * 0.03, TEAL_MID, angle=angle, about=centre)


def pound_sign(c: Canvas, x: float, y: float, size: float, fill: str) -> None:
    """A pound sign with its middle at x, y."""
    s, weight = size, size * 0.14
    c.curve(
        [
            (x + s * 0.3, y - s * 0.3),
            (x + s * 0.16, y - s * 0.46),
            (x - s * 0.06, y - s * 0.44),
            (x - s * 0.15, y - s * 0.22),
            (x - s * 0.1, y + s * 0.1),
            (x - s * 0.28, y + s * 0.45),
        ],
        fill,
        weight,
    )
    c.line([(x - s * 0.28, y + s * 0.45), (x + s * 0.32, y + s * 0.45)], fill, weight)
    c.line([(x - s * 0.3, y + s * 0.02), (x + s * 0.14, y + s * 0.02)], fill, weight)


def heart(c: Canvas, x: float, y: float, size: float, fill: str) -> None:
    points: list[Point] = []
    for i in range(60):
        t = 2 * math.pi * i / 60
        px = 16 * math.sin(t) ** 3
        py = 13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)
        points.append((x + px * size / 32, y - py * size / 32))
    c.polygon(points, fill)


def tick(c: Canvas, x: float, y: float, size: float, fill: str) -> None:
    c.line(
        [(x - size * 0.4, y), (x - size * 0.1, y + size * 0.32), (x + size * 0.45, y - size * 0.36)], fill, size * 0.2
    )


def chair(c: Canvas, x: float, seat: float, size: float, colour: str = TEAL_DEEP, legs: str = WOOD_DEEP) -> None:
    """A chair seen from the front; x is its middle, `seat` the height of its seat on the page."""
    for side in (-1, 1):
        c.taper(
            [(x + side * size * 0.4, seat), (x + side * size * 0.48, seat + size * 0.95)], legs, size * 0.1, size * 0.06
        )
    c.rect(x - size * 0.5, seat - size * 0.95, size, size * 0.8, colour, radius=size * 0.18)
    c.rect(x - size * 0.56, seat - size * 0.1, size * 1.12, size * 0.2, darker(colour), radius=size * 0.08)


def pendant_lamp(c: Canvas, x: float, y: float, size: float, colour: str, light: str = SAND) -> None:
    """A lamp that hangs from the top edge; x, y is the middle of its rim."""
    c.line([(x, 0), (x, y - size * 0.5)], INK, 5)
    c.glow(x, y + size * 0.1, size * 2.2, light, 0.5)
    c.circle(x, y, size * 0.2, PAPER)
    c.polygon(arc_points((x, y), size * 0.75, size * 0.62, 180, 360), colour)
    c.rect(x - size * 0.14, y - size * 0.74, size * 0.28, size * 0.2, darker(colour, 0.2), radius=6)


def wall_and_floor(c: Canvas, wall: str, floor: str, horizon: float) -> None:
    """An indoor background with a skirting board."""
    c.rect(0, 0, 1600, horizon, wall)
    c.rect(0, horizon, 1600, 1000 - horizon, floor)
    c.rect(0, horizon - 22, 1600, 22, lighter(wall, 0.4))
    c.rect(0, horizon, 1600, 5, darker(floor, 0.12))


def curtain(c: Canvas, x: float, y: float, w: float, h: float, colour: str, lean: int) -> None:
    """A gathered curtain; `lean` is 1 where it is drawn to the left, -1 to the right."""
    tie = y + h * 0.62
    left = smooth([(x, y), (x + (4 if lean > 0 else w * 0.3), tie), (x - 4, y + h)])
    right = smooth([(x + w + 4, y + h), (x + w - (4 if lean < 0 else w * 0.3), tie), (x + w, y)])
    hem = arc_points((x + w * 0.75, y + h), w * 0.25, 9, 180, 0)[::-1] + arc_points(
        (x + w * 0.25, y + h), w * 0.25, 9, 0, 180
    )
    c.polygon(left + hem[::-1] + right, colour)
    for share in (0.25, 0.5, 0.75):
        middle = x + w * (share * 0.7 + (0 if lean > 0 else 0.3))
        c.curve([(x + w * share, y), (middle, tie), (x + w * share, y + h - 14)], darker(colour), 5)
    band = x if lean > 0 else x + w * 0.26
    c.rect(band - 2, tie - 12, w * 0.76, 24, darker(colour, 0.25), radius=12)


def kitchen_chair(c: Canvas, x: float, seat: float, size: float, colour: str) -> None:
    """A wooden chair with an open back, seen from the front."""
    for side in (-1, 1):
        c.line([(x + side * size * 0.42, seat - size * 1.05), (x + side * size * 0.46, seat + size * 1.1)], colour, 20)
    for share in (-0.2, 0, 0.2):
        c.line([(x + share * size, seat - size * 0.95), (x + share * size, seat)], lighter(colour, 0.12), 14)
    c.rect(x - size * 0.5, seat - size * 1.15, size, size * 0.26, colour, radius=size * 0.1)
    c.rect(x - size * 0.5, seat - size * 0.08, size, size * 0.16, colour, radius=10)
