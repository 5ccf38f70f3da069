"""Pictures of things to read, watch, hear and write."""

from demo.drawing.canvas import Canvas, Point, arc_points, smooth, turned
from demo.drawing.figures import Look, bust
from demo.drawing.objects import kitchen_chair, mug, pot_plant, steam, text_lines, tick, wall_and_floor
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
    STONE,
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


def laptop_webinar(c: Canvas) -> None:
    wall_and_floor(c, mix(TEAL_SOFT, MIST, 0.35), WOOD_PALE, 1000)
    c.circle(800, 420, 470, mix(TEAL_SOFT, MIST, 0.6))
    c.rect(0, 800, 1600, 200, WOOD_PALE)
    c.rect(0, 800, 1600, 16, lighter(WOOD_PALE, 0.3))
    c.rect(360, 130, 880, 620, INK, radius=34)
    c.rect(388, 158, 824, 560, TEAL_INK, radius=14)
    people = (
        Look(skin=SKIN_DEEP, hair=HAIR_BLACK, style="curly", top=OCHRE),
        Look(skin=SKIN_PALE, hair=HAIR_AUBURN, style="bob", top=TEAL),
        Look(skin=SKIN_TAN, hair=CORAL, style="scarf", top=TEAL_DEEP),
        Look(skin=SKIN_BROWN, hair=HAIR_BLACK, style="short", top=PAPER),
        Look(skin=SKIN_PALE, hair=HAIR_GREY, style="bun", top=CORAL_DEEP),
        Look(skin=SKIN_TAN, hair=HAIR_BROWN, style="long", top=TEAL),
    )
    walls = (CORAL_PALE, OCHRE_PALE, TEAL_SOFT, SAND, MIST, CORAL_SOFT)
    for i, (look, wall) in enumerate(zip(people, walls, strict=True)):
        x, y = 404 + i % 3 * 268, 174 + i // 3 * 236
        c.rect(x, y, 256, 222, wall, radius=14)
        bust(c, x + 128, y + 100, 46, look, length=1.35)
        c.rect(x + 14, y + 190, 70, 14, see_through(INK, 0.35), radius=7)
    for y in (396, 632):
        c.rect(398, y, 804, 14 if y < 600 else 80, TEAL_INK)
    c.rect(402, 172, 260, 8, OCHRE)
    c.rect(402, 390, 260, 8, OCHRE)
    c.rect(402, 172, 8, 226, OCHRE)
    c.rect(654, 172, 8, 226, OCHRE)
    for i, colour in enumerate((TEAL_MID, TEAL_MID, CORAL, TEAL_MID)):
        c.circle(710 + i * 60, 682, 20, colour)
    c.circle(800, 144, 6, STONE)
    c.polygon([(360, 750), (1240, 750), (1360, 850), (240, 850)], STONE_PALE)
    c.polygon([(430, 764), (1170, 764), (1230, 814), (370, 814)], INK_SOFT)
    for row in range(3):
        inset = row * 20
        for i in range(14):
            w = (740 + inset * 2) / 14
            c.rect(432 - inset + i * w, 768 + row * 16, w - 6, 11, INK, radius=3)
    c.polygon([(690, 820), (910, 820), (924, 844), (676, 844)], STONE)
    c.rect(240, 848, 1120, 20, STONE, radius=10)
    c.shadow(800, 876, 580, 14)
    mug(c, 1450, 900, 120, CORAL)
    steam(c, 1450, 756, 88, MIST)
    c.polygon([(60, 880), (250, 850), (330, 930), (120, 968)], PAPER)
    c.polygon([(60, 880), (84, 876), (146, 963), (120, 968)], CORAL)
    for i in range(3):
        c.line([(130 + i * 20, 893 + i * 20), (236 + i * 22, 876 + i * 20)], STONE, 5)
    c.line([(220, 960), (352, 892)], OCHRE, 13)
    pot_plant(c, 140, 850, 250, OCHRE, TEAL)


def podcast_microphone(c: Canvas) -> None:
    c.rect(0, 0, 1600, 1000, TEAL_DEEP)
    c.circle(800, 470, 430, mix(TEAL_DEEP, TEAL, 0.5))
    c.circle(800, 470, 320, TEAL)
    heights = (60, 120, 200, 110, 260, 170, 90, 150, 70)
    for i, h in enumerate(heights):
        for x in (120 + i * 50, 1480 - i * 50):
            c.rect(x - 11, 470 - h / 2, 22, h, (OCHRE, CORAL, TEAL_SOFT)[i % 3], radius=11)
    c.rect(0, 860, 1600, 140, WOOD)
    c.rect(0, 860, 1600, 14, WOOD_PALE)
    c.shadow(800, 906, 240, 26, 0.3)
    c.ellipse(800, 890, 200, 38, TEAL_INK)
    c.ellipse(800, 880, 200, 36, INK_SOFT)
    c.rect(784, 690, 32, 190, STONE, radius=10)
    c.arc((800, 470), 178, 250, 20, 160, INK, 26)
    c.rect(760, 690, 80, 50, INK, radius=18)
    c.rect(660, 150, 280, 500, INK, radius=140)
    c.rect(676, 166, 248, 468, STONE_PALE, radius=124)
    for row in range(15):
        for column in range(11):
            x, y = 695 + column * 21 + (10 if row % 2 else 0), 190 + row * 21
            if (x - 800) ** 2 + (min(y, 290) - 290) ** 2 < 108**2:
                c.circle(x, y, 6, STONE)
    c.rect(660, 480, 280, 34, CORAL)
    c.polygon([(676, 514), (924, 514), (924, 520), *arc_points((800, 514), 124, 120, 0, 180)], CORAL_SOFT)
    c.circle(800, 575, 26, OFF_WHITE)
    c.circle(800, 575, 12, CORAL_DEEP)
    for x in (620, 980):
        c.circle(x, 556, 22, STONE)
    c.shadow(300, 944, 190, 22, 0.3)
    c.arc((300, 830), 140, 170, 180, 360, CORAL, 28)
    for x in (160, 440):
        c.rect(x - 44, 800, 88, 146, INK, radius=40)
        c.rect(x - 26 if x > 300 else x - 38, 812, 64, 122, CORAL_DEEP, radius=30)
    mug(c, 1290, 940, 130, OCHRE)
    steam(c, 1290, 786, 100, TEAL_DEEP)


def film_strip(c: Canvas) -> None:
    c.rect(0, 0, 1600, 1000, mix(SAND, OFF_WHITE, 0.3))
    c.circle(1290, 250, 300, mix(SAND, OCHRE_PALE, 0.5))
    c.circle(260, 830, 330, mix(SAND, CORAL_PALE, 0.6))
    tilt, pivot = -9.0, (800.0, 590.0)

    def piece(x: float, y: float, w: float, h: float, fill: str, radius: float = 0) -> None:
        c.rect(x, y, w, h, fill, radius=radius, angle=tilt, about=pivot)

    def spot(x: float, y: float) -> Point:
        return turned([(x, y)], pivot, tilt)[0]

    piece(-188, 402, 2000, 400, see_through(INK, 0.15))
    piece(-200, 390, 2000, 400, INK)
    for i in range(32):
        for y in (408, 738):
            piece(-180 + i * 62, y, 34, 34, SAND, 8)
    scenes = (
        (TEAL_SOFT, TEAL, OCHRE_PALE),
        (CORAL_PALE, CORAL, OFF_WHITE),
        (OCHRE_PALE, TEAL_DEEP, CORAL),
        (MIST, TEAL_MID, OCHRE),
    )
    for i, (sky, ground, light) in enumerate(scenes):
        x = 30 + i * 395
        piece(x, 460, 360, 260, sky, 14)
        c.circle(*spot(x + 270, 530), 36, light)
        if i == 0:
            c.polygon(
                [spot(*p) for p in smooth([(x, 640), (x + 120, 590), (x + 240, 650), (x + 360, 600)])]
                + [spot(x + 360, 720), spot(x, 720)],
                ground,
            )
        elif i == 1:
            for dx, h in ((20, 110), (130, 150), (240, 120)):
                piece(x + dx, 720 - h, 100, h, ground)
                c.polygon(
                    [spot(x + dx - 8, 722 - h), spot(x + dx + 50, 670 - h), spot(x + dx + 108, 722 - h)], CORAL_DEEP
                )
                piece(x + dx + 38, 720 - h * 0.5, 26, 30, OCHRE_PALE, 3)
        elif i == 2:
            for dx, skin in ((110, SKIN_DEEP), (220, SKIN_PALE)):
                c.circle(*spot(x + dx, 600), 40, skin)
                c.polygon([spot(*p) for p in arc_points((x + dx, 720), 66, 78, 180, 360)], ground)
        else:
            c.taper([spot(x + 170, 718), spot(x + 170, 600)], WOOD_DEEP, 20, 14)
            for dx, dy, r in ((170, 575, 52), (130, 605, 38), (212, 605, 38)):
                c.circle(*spot(x + dx, dy), r, ground)
            piece(x, 704, 360, 16, ground, 4)
    _clapper(c, 200, 120)
    c.circle(1300, 210, 130, INK)
    c.circle(1300, 210, 116, INK_SOFT)
    for i in range(5):
        c.circle(*turned([(1300, 142)], (1300, 210), i * 72)[0], 27, mix(SAND, OCHRE_PALE, 0.5))
    c.circle(1300, 210, 18, OFF_WHITE)


def _clapper(c: Canvas, x: float, y: float) -> None:
    c.rect(x, y + 62, 380, 220, TEAL_DEEP, radius=12)
    c.rect(x + 30, y + 134, 150, 14, TEAL_SOFT, radius=7)
    c.rect(x + 30, y + 172, 220, 14, TEAL_SOFT, radius=7)
    c.rect(x + 30, y + 210, 110, 14, TEAL_SOFT, radius=7)
    c.polygon([(x + 288, y + 170), (x + 288, y + 242), (x + 346, y + 206)], OCHRE)
    for top, lean in ((y + 58, 0.0), (y + 2, -11.0)):
        hinge = (x + 10, top + 26)
        c.rect(x, top, 380, 52, INK, radius=6, angle=lean, about=hinge)
        for i in range(4):
            stripe: list[Point] = [
                (x + 30 + i * 92, top),
                (x + 72 + i * 92, top),
                (x + 44 + i * 92, top + 52),
                (x + 2 + i * 92, top + 52),
            ]
            c.polygon(turned(stripe, hinge, lean), OFF_WHITE)
    c.circle(x + 14, y + 56, 12, STONE)


def checklist_clipboard(c: Canvas) -> None:
    c.rect(0, 0, 1600, 1000, mix(TEAL_PALE, MIST, 0.4))
    c.circle(1320, 200, 330, MIST)
    c.circle(220, 860, 300, mix(TEAL_PALE, TEAL_SOFT, 0.35))
    c.rect(520, 92, 600, 850, see_through(INK, 0.14), radius=34)
    c.rect(500, 76, 600, 850, WOOD, radius=34)
    c.rect(536, 130, 528, 760, PAPER, radius=10)
    c.rect(690, 40, 220, 96, STONE, radius=22)
    c.circle(800, 56, 44, STONE)
    c.circle(800, 52, 18, mix(TEAL_PALE, MIST, 0.4))
    c.rect(660, 100, 280, 48, INK_SOFT, radius=14)
    c.rect(590, 196, 260, 26, TEAL_DEEP, radius=13)
    for i in range(5):
        y = 290 + i * 116
        done = i < 4
        c.rect(590, y - 34, 68, 68, (TEAL if i % 2 == 0 else CORAL) if done else STONE_PALE, radius=16)
        if done:
            tick(c, 624, y, 40, PAPER)
        else:
            c.rect(598, y - 26, 52, 52, PAPER, radius=10)
        c.rect(696, y - 24, (300, 250, 310, 270, 220)[i], 16, STONE, radius=8)
        c.rect(696, y + 10, (210, 280, 170, 230, 270)[i], 16, STONE_PALE, radius=8)
    c.line([(1010, 856), (1250, 560)], OCHRE, 40)
    c.line([(1226, 590), (1262, 545)], CORAL, 40)
    c.polygon([(990, 842), (1024, 870), (972, 904)], SAND)
    c.polygon([(981, 876), (990, 884), (972, 904)], INK)
    _stethoscope(c)
    c.rect(1290, 640, 210, 210, OCHRE_PALE, radius=6, angle=7)
    text_lines(c, 1330, 700, [120, 90, 110], 34, OCHRE, 10)
    _cup_from_above(c, 1360, 300)


def _cup_from_above(c: Canvas, x: float, y: float) -> None:
    c.circle(x + 10, y + 14, 150, see_through(INK, 0.12))
    c.circle(x, y, 150, PAPER)
    c.circle(x, y, 116, STONE_PALE)
    c.line([(x + 70, y - 70), (x + 118, y - 118)], CORAL, 34)
    c.circle(x, y, 96, CORAL)
    c.circle(x, y, 80, CORAL_DEEP)
    c.circle(x, y, 72, WOOD_DEEP)
    c.arc((x, y), 46, 46, 200, 290, WOOD, 8)


def _stethoscope(c: Canvas) -> None:
    c.curve([(180, 150), (170, 330), (220, 440), (290, 470)], TEAL_INK, 20)
    c.curve([(400, 150), (410, 330), (360, 440), (290, 470)], TEAL_INK, 20)
    for x, lean in ((180, 24), (400, -24)):
        c.line([(x, 158), (x + lean, 104)], STONE, 14)
        c.circle(x + lean, 98, 16, INK)
    c.curve([(290, 470), (290, 600), (220, 700), (160, 790), (230, 880), (340, 850), (370, 760)], TEAL_INK, 22)
    c.circle(376, 720, 66, STONE)
    c.circle(376, 720, 50, OFF_WHITE)
    c.circle(376, 720, 30, CORAL)


def private_minutes(c: Canvas) -> None:
    """For the private collection: the whiteboard of an editors' meeting, and a padlock to say so."""
    wall_and_floor(c, mix(TEAL_SOFT, STONE_PALE, 0.5), WOOD_PALE, 900)
    c.rect(196, 96, 1230, 710, see_through(INK, 0.14), radius=20)
    c.rect(180, 80, 1230, 710, STONE, radius=20)
    c.rect(202, 102, 1186, 666, PAPER, radius=10)
    c.rect(250, 140, 380, 26, TEAL_DEEP, radius=13)
    for x in (590, 985):
        c.line([(x, 210), (x, 720)], STONE_PALE, 5)
    for row in range(5):
        y = 240 + row * 96
        c.rect(256, y, 40, 40, (TEAL, CORAL)[row % 2], radius=10)
        if row < 3:
            tick(c, 276, y + 20, 24, PAPER)
        text_lines(c, 318, y + 4, [(220, 190, 230, 170, 210)[row], (150, 210, 120, 190, 90)[row]], 22, STONE, 9)
    notes = (
        (640, 230, OCHRE_PALE, -3),
        (800, 240, CORAL_PALE, 4),
        (640, 400, TEAL_PALE, 3),
        (800, 410, OCHRE_PALE, -4),
    )
    for x, y, colour, lean in notes:
        c.rect(x + 6, y + 8, 130, 130, see_through(INK, 0.12), radius=4, angle=lean)
        c.rect(x, y, 130, 130, colour, radius=4, angle=lean)
        text_lines(c, x + 22, y + 40, [84, 64, 76], 24, see_through(INK, 0.35), 8)
    c.curve([(650, 620), (700, 580), (750, 660), (810, 600), (880, 640), (930, 580)], CORAL, 10)
    c.line([(930, 580), (900, 584)], CORAL, 10)
    c.line([(930, 580), (926, 612)], CORAL, 10)
    c.arc((1186, 360), 74, 92, 180, 360, STONE, 30)
    for x in (1112, 1260):
        c.line([(x, 360), (x, 410)], STONE, 30)
    c.rect(1056, 396, 260, 210, CORAL, radius=30)
    c.rect(1056, 556, 260, 50, CORAL_DEEP, radius=24)
    c.circle(1186, 478, 28, TEAL_INK)
    c.polygon([(1174, 484), (1198, 484), (1208, 546), (1164, 546)], TEAL_INK)
    text_lines(c, 1096, 660, [180, 120], 30, STONE_PALE, 11)
    c.rect(520, 790, 560, 26, STONE_PALE, radius=8)
    for x, colour in ((580, TEAL), (700, CORAL), (820, INK)):
        c.rect(x, 772, 96, 20, colour, radius=8)
        c.rect(x + 70, 772, 26, 20, darker(colour, 0.3), radius=8)
    c.rect(950, 760, 90, 32, INK_SOFT, radius=6)
    pot_plant(c, 90, 960, 230, CORAL, TEAL)
    kitchen_chair(c, 1500, 880, 220, WOOD_DEEP)
