"""Pictures of people together: hands, a circle, a conversation."""

from demo.drawing.canvas import Canvas, Point, turned
from demo.drawing.figures import Look, arm, bust
from demo.drawing.objects import heart, mug, pot_plant, text_lines, wall_and_floor, window
from demo.drawing.palette import (
    CORAL,
    CORAL_DEEP,
    CORAL_PALE,
    CORAL_SOFT,
    HAIR_AUBURN,
    HAIR_BLACK,
    HAIR_BROWN,
    HAIR_GREY,
    INK,
    INK_SOFT,
    MIST,
    OCHRE,
    OCHRE_PALE,
    OFF_WHITE,
    PAPER,
    SAND,
    SKIN_BROWN,
    SKIN_DEEP,
    SKIN_PALE,
    SKIN_TAN,
    STONE_PALE,
    TEAL,
    TEAL_DEEP,
    TEAL_INK,
    TEAL_MID,
    TEAL_PALE,
    TEAL_SOFT,
    WOOD,
    WOOD_DEEP,
    WOOD_PALE,
    darker,
    lighter,
    mix,
    see_through,
)


def _hand(c: Canvas, centre: Point, reach: float, angle: float, sleeve: str, skin: str, *, right: bool) -> None:
    """An arm that comes in from outside at `angle` and lays a hand, fingers forward, `reach` from the centre."""
    cx, cy = centre
    side = 1 if right else -1

    def at(forward: float, across: float) -> Point:
        """A point `forward` towards the centre from the wrist, `across` to the hand's thumb side."""
        return turned([(cx + side * across, cy + reach - forward)], centre, angle)[0]

    c.taper([at(-110, 0), at(0, 0)], skin, 84, 88)
    c.taper([at(-900, 0), at(-126, 0)], sleeve, 190, 124)
    c.line([at(-74, -58), at(-74, 58)], lighter(sleeve, 0.3) if sleeve != OFF_WHITE else STONE_PALE, 28)
    c.taper([at(30, 0), at(84, 0)], skin, 112, 122)
    for across, length in ((-46, 168), (-16, 194), (15, 200), (45, 182)):
        c.taper([at(84, across), at(length, across * 1.06)], skin, 34, 27)
        c.circle(*at(length - 1, across * 1.06), 8, lighter(skin, 0.3))
    c.taper([at(24, 44), at(74, 92), at(112, 100)], skin, 42, 28)
    for across in (-31, 0, 30):
        c.line([at(92, across), at(122, across)], darker(skin, 0.16), 4)


def hands_together(c: Canvas) -> None:
    c.rect(0, 0, 1600, 1000, OCHRE_PALE)
    for radius, share in ((560, 0.25), (400, 0.5), (250, 0.8)):
        c.circle(800, 500, radius, mix(OCHRE_PALE, OFF_WHITE, share))
    arms = (
        (0, TEAL_DEEP, SKIN_BROWN, True),
        (58, CORAL, SKIN_PALE, False),
        (122, TEAL, SKIN_DEEP, True),
        (180, OFF_WHITE, SKIN_TAN, True),
        (238, CORAL_DEEP, SKIN_DEEP, False),
        (302, TEAL_MID, SKIN_PALE, True),
    )
    for i, (angle, sleeve, skin, right) in enumerate(arms):
        _hand(c, (800, 500), 236 if i % 3 else 250, angle, sleeve, skin, right=right)
    heart(c, 800, 505, 110, CORAL)


def listening_circle(c: Canvas) -> None:
    wall_and_floor(c, TEAL_PALE, mix(SAND, CORAL_PALE, 0.3), 520)
    window(c, 140, 90, 320, 280, mix(MIST, OCHRE_PALE, 0.4))
    window(c, 1140, 90, 320, 280, mix(MIST, OCHRE_PALE, 0.4))
    c.rect(660, 90, 280, 220, PAPER, radius=8)
    c.rect(680, 110, 240, 180, CORAL_PALE)
    c.land([(680, 230), (760, 180), (840, 220), (920, 190)], 290, TEAL)
    c.circle(860, 150, 22, OCHRE)
    pot_plant(c, 90, 640, 300, CORAL, TEAL)
    pot_plant(c, 1510, 640, 300, OCHRE, TEAL_MID)
    c.ellipse(800, 740, 560, 210, TEAL_SOFT)
    c.ellipse(800, 740, 500, 180, mix(TEAL_SOFT, TEAL_PALE, 0.5))
    c.ellipse(800, 740, 300, 104, mix(TEAL_SOFT, MIST, 0.6))
    back_row = (
        (560, Look(skin=SKIN_DEEP, hair=HAIR_BLACK, style="curly", top=CORAL, bottom=INK)),
        (800, Look(skin=SKIN_PALE, hair=HAIR_GREY, style="short", top=TEAL_DEEP, bottom=INK_SOFT)),
        (1040, Look(skin=SKIN_TAN, hair=OCHRE, style="scarf", top=TEAL, bottom=TEAL_INK)),
    )
    for x, look in back_row:
        _listener(c, x, 610, 44, look)
    for x, look in (
        (310, Look(skin=SKIN_TAN, hair=HAIR_BROWN, style="bob", top=OCHRE, bottom=TEAL_INK)),
        (1290, Look(skin=SKIN_BROWN, hair=HAIR_BLACK, style="short", top=CORAL_DEEP, bottom=INK)),
    ):
        _listener(c, x, 720, 50, look)
    c.shadow(800, 882, 110, 16)
    for x in (740, 860):
        c.line([(800, 810), (x, 880)], WOOD_DEEP, 12)
    c.ellipse(800, 806, 130, 28, WOOD)
    c.ellipse(800, 800, 130, 28, WOOD_PALE)
    mug(c, 740, 806, 40, CORAL, handle=-1)
    mug(c, 800, 818, 40, OFF_WHITE)
    mug(c, 858, 804, 40, OCHRE)
    for x, look in (
        (520, Look(skin=SKIN_PALE, hair=HAIR_AUBURN, style="bun", top=TEAL_MID)),
        (1080, Look(skin=SKIN_DEEP, hair=HAIR_BLACK, style="short", top=OFF_WHITE)),
    ):
        bust(c, x, 770, 64, look, back=True, length=4.4)
        c.rect(x - 108, 872, 216, 150, WOOD, radius=26)
        c.rect(x - 84, 896, 168, 120, WOOD_DEEP, radius=18)


def _listener(c: Canvas, x: float, seat: float, r: float, look: Look) -> None:
    """Someone on a chair who faces us with hands in their lap."""
    c.shadow(x, seat + r * 2.75, r * 2.6, r * 0.4)
    for side in (-1, 1):
        c.line([(x + side * r * 1.6, seat), (x + side * r * 1.75, seat + r * 2.6)], WOOD_DEEP, r * 0.2)
    c.rect(x - r * 1.8, seat - r * 2.9, r * 3.6, r * 2.8, WOOD, radius=r * 0.5)
    bust(c, x, seat - r * 4.6, r, look, length=3.4)
    for side in (-1, 1):
        c.taper(
            [
                (x + side * r * 0.7, seat - r * 0.1),
                (x + side * r * 0.85, seat + r * 0.5),
                (x + side * r * 0.8, seat + r * 2.3),
            ],
            look.bottom,
            r * 1.35,
            r * 0.8,
        )
        c.rect(x + side * r * 0.85 - r * 0.55, seat + r * 2.15, r * 1.1, r * 0.6, look.shoes, radius=r * 0.28)
    for side in (-1, 1):
        arm(
            c,
            (x + side * r * 1.3, seat - r * 2.7),
            (x + side * r * 1.55, seat - r * 1.1),
            (x + side * r * 0.3, seat - r * 0.5),
            r,
            look,
        )


def _bubble(c: Canvas, x: float, y: float, w: float, h: float, colour: str, tail: int) -> None:
    """A speech bubble with its tail at the bottom left (-1) or right (1)."""
    c.rect(x + 8, y + 12, w, h, see_through(INK, 0.1), radius=min(w, h) * 0.42)
    foot = x + w * (0.26 if tail < 0 else 0.74)
    c.polygon([(foot - 44, y + h - 24), (foot + 44, y + h - 24), (foot + tail * 62, y + h + 78)], colour)
    c.rect(x, y, w, h, colour, radius=min(w, h) * 0.42)


def speech_bubbles(c: Canvas) -> None:
    c.rect(0, 0, 1600, 1000, mix(CORAL_PALE, OFF_WHITE, 0.35))
    c.circle(240, 900, 480, mix(CORAL_PALE, CORAL_SOFT, 0.35))
    c.circle(1380, 950, 520, TEAL_PALE)
    _bubble(c, 150, 80, 560, 270, TEAL, -1)
    text_lines(c, 240, 150, [380, 320, 250], 52, TEAL_PALE, 20)
    _bubble(c, 900, 50, 520, 200, OFF_WHITE, 1)
    for i, dx in enumerate((0, 120, 240)):
        c.circle(1040 + dx, 150, 32, (CORAL, OCHRE, TEAL)[i])
    _bubble(c, 600, 330, 390, 220, OCHRE, -1)
    heart(c, 795, 440, 132, OFF_WHITE)
    _bubble(c, 1050, 376, 330, 180, CORAL, 1)
    text_lines(c, 1110, 430, [210, 150], 46, CORAL_PALE, 18)
    people = (
        (330, 730, 100, Look(skin=SKIN_BROWN, hair=HAIR_BLACK, style="long", top=CORAL_DEEP)),
        (1290, 740, 98, Look(skin=SKIN_PALE, hair=HAIR_GREY, style="short", top=TEAL_DEEP)),
        (800, 800, 90, Look(skin=SKIN_DEEP, hair=TEAL, style="scarf", top=OCHRE)),
    )
    for x, y, r, look in people:
        bust(c, x, y, r, look, length=4)
    c.polygon([(1240, 866), (1290, 925), (1340, 866)], OFF_WHITE)
    c.line([(1252, 872), (1290, 1000)], CORAL, 13)
    c.line([(1328, 872), (1290, 1000)], CORAL, 13)
    c.rect(1268, 930, 44, 60, PAPER, radius=6)
    c.circle(1290, 950, 10, TEAL)
