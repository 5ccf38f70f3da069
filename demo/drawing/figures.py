"""People, drawn without faces so that any reader can see themselves or a family they know."""

from dataclasses import dataclass
from typing import Literal

from demo.drawing.canvas import Canvas, Point
from demo.drawing.palette import HAIR_BLACK, INK, SKIN_TAN, TEAL, darker

Hair = Literal["short", "bob", "bun", "long", "curly", "scarf", "bald"]


@dataclass(frozen=True)
class Look:
    """What tells one person from another."""

    skin: str = SKIN_TAN
    hair: str = HAIR_BLACK
    style: Hair = "short"
    top: str = TEAL
    bottom: str = INK
    shoes: str = INK


def head(c: Canvas, x: float, y: float, r: float, look: Look, *, back: bool = False) -> None:
    """A head with its middle at x, y; seen from behind, hair covers the face."""
    hair = look.hair
    if look.style == "scarf":
        c.blob(
            [
                (x, y - r * 1.3),
                (x + r * 1.15, y - r * 0.3),
                (x + r * 1.05, y + r * 1.2),
                (x, y + r * 1.6),
                (x - r * 1.05, y + r * 1.2),
                (x - r * 1.15, y - r * 0.3),
            ],
            hair,
        )
        if not back:
            c.ellipse(x, y + r * 0.08, r * 0.74, r * 0.9, look.skin)
        return
    if look.style == "curly":
        for dx, dy, size in (
            (-0.95, 0.1, 0.6),
            (0.95, 0.1, 0.6),
            (-0.8, -0.6, 0.7),
            (0.8, -0.6, 0.7),
            (0, -0.95, 0.85),
        ):
            c.circle(x + dx * r, y + dy * r, size * r, hair)
    if look.style == "bun":
        c.circle(x, y - r * 1.28, r * 0.48, hair)
    if look.style == "bob":
        c.rect(x - r * 1.16, y - r * 0.9, r * 2.32, r * 1.9, hair, radius=r * 0.9)
    if not back:
        c.circle(x - r * 0.97, y + r * 0.1, r * 0.2, darker(look.skin, 0.06))
        c.circle(x + r * 0.97, y + r * 0.1, r * 0.2, darker(look.skin, 0.06))
    c.ellipse(x, y, r * 0.95, r * 1.06, look.skin if not back or look.style == "bald" else hair)
    if back or look.style == "bald":
        return
    fringe = -0.36 if look.style != "curly" else -0.5
    c.blob(
        [
            (x - r * 1.02, y + r * 0.05),
            (x - r * 0.92, y - r * 0.75),
            (x, y - r * 1.2),
            (x + r * 0.92, y - r * 0.75),
            (x + r * 1.02, y + r * 0.05),
            (x + r * 0.72, y + r * fringe),
            (x - r * 0.1, y + r * (fringe - 0.22)),
            (x - r * 0.76, y + r * (fringe + 0.1)),
        ],
        hair,
    )


def arm(c: Canvas, shoulder: Point, elbow: Point, hand: Point, size: float, look: Look) -> None:
    """A sleeved arm; `size` is the radius of its owner's head."""
    c.taper([shoulder, elbow, hand], darker(look.top, 0.1), size * 0.72, size * 0.5)
    c.circle(*hand, size * 0.32, look.skin)


def bust(c: Canvas, x: float, y: float, r: float, look: Look, *, back: bool = False, length: float = 3.4) -> None:
    """Head and body to the waist; x, y is the middle of the head, r its radius, `length` is of the body in radii."""
    long_hair = (x - r * 1.16, y - r * 0.7, r * 2.32, r * 2.6)
    if look.style == "long" and not back:
        c.rect(*long_hair, look.hair, radius=r * 0.9)
    c.rect(x - r * 0.36, y + r * 0.5, r * 0.72, r * 1.2, darker(look.skin, 0.1), radius=r * 0.2)
    body(c, x, y, r, look, length)
    head(c, x, y, r, look, back=back)
    if look.style == "long" and back:
        c.rect(*long_hair, look.hair, radius=r * 0.9)


def body(c: Canvas, x: float, y: float, r: float, look: Look, length: float) -> None:
    top = y + r * 1.32
    c.rect(x - r * 1.62, top, r * 3.24, r * 2.6, look.top, radius=r * 1.15)
    c.polygon(
        [
            (x - r * 1.62, top + r),
            (x + r * 1.62, top + r),
            (x + r * 1.5, top + r * length),
            (x - r * 1.5, top + r * length),
        ],
        look.top,
    )
    c.ellipse(x, top + r * 0.02, r * 0.5, r * 0.3, darker(look.skin, 0.1) if look.style != "scarf" else look.hair)


def standing(
    c: Canvas,
    x: float,
    ground: float,
    height: float,
    look: Look,
    *,
    back: bool = False,
    stride: float = 0.0,
    left_hand: Point | None = None,
    right_hand: Point | None = None,
    skirt: bool = False,
) -> None:
    """A whole person. `stride` (0 to 1) parts the feet; hands are where the arms reach, hanging when not given."""
    r = height * 0.082
    hip, shoulder, y = ground - height * 0.46, ground - height * 0.77, ground - height * 0.915
    c.shadow(x, ground, r * 2.4, r * 0.4)
    for side in (-1, 1):
        foot = x + side * (r * 0.55 + stride * height * 0.1)
        c.taper([(x + side * r * 0.6, hip), (foot, ground - r * 0.5)], look.bottom, r * 1.25, r * 0.8)
        c.rect(foot - r * 0.55, ground - r * 0.6, r * 1.1 + stride * r * 0.4, r * 0.62, look.shoes, radius=r * 0.3)
    c.rect(x - r * 0.36, y + r * 0.5, r * 0.72, r * 1.3, darker(look.skin, 0.1), radius=r * 0.2)
    top, hem = shoulder - r * 0.5, hip + r * 0.45
    c.rect(x - r * 1.28, top, r * 2.56, r * 2.4, look.top, radius=r * 0.95)
    c.polygon([(x - r * 1.28, top + r), (x + r * 1.28, top + r), (x + r * 1.12, hem), (x - r * 1.12, hem)], look.top)
    if skirt:
        c.polygon(
            [
                (x - r * 1.05, hip - r * 0.3),
                (x + r * 1.05, hip - r * 0.3),
                (x + r * 1.7, hip + height * 0.22),
                (x - r * 1.7, hip + height * 0.22),
            ],
            look.bottom,
        )
    for side, hand in ((-1, left_hand), (1, right_hand)):
        start = (x + side * r * 1.0, shoulder + r * 0.1)
        end = hand or (x + side * r * 1.55, hip + r * 0.3)
        bend = ((start[0] + end[0]) / 2 + side * r * 0.35, (start[1] + end[1]) / 2 + r * 0.2)
        arm(c, start, bend, end, r, look)
    head(c, x, y, r, look, back=back)
