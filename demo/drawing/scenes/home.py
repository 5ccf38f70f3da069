"""Pictures of home: the table, the cold room, the bills, the books."""

from demo.drawing.canvas import Canvas, arc_points
from demo.drawing.objects import (
    curtain,
    envelope,
    kitchen_chair,
    mug,
    pendant_lamp,
    pot_plant,
    pound_sign,
    sheet,
    steam,
    wall_and_floor,
    window,
)
from demo.drawing.palette import (
    CORAL,
    CORAL_DEEP,
    CORAL_PALE,
    CORAL_SOFT,
    INK,
    INK_SOFT,
    MIST,
    OCHRE,
    OCHRE_DEEP,
    OCHRE_PALE,
    OFF_WHITE,
    PAPER,
    SAND,
    SAND_DEEP,
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


def kitchen_table(c: Canvas) -> None:
    wall_and_floor(c, TEAL_PALE, SAND_DEEP, 720)
    window(c, 170, 120, 400, 330, mix(MIST, OCHRE_PALE, 0.3))
    curtain(c, 120, 92, 110, 400, CORAL_SOFT, 1)
    curtain(c, 510, 92, 110, 400, CORAL_SOFT, -1)
    c.rect(90, 80, 560, 16, WOOD_DEEP, radius=8)
    pot_plant(c, 285, 462, 120, OCHRE, TEAL)
    for shelf in (200, 380):
        c.rect(1030, shelf, 430, 20, WOOD, radius=6)
    for i, (x, h, colour) in enumerate(
        ((1060, 96, OCHRE), (1140, 70, CORAL), (1220, 110, TEAL), (1310, 84, OFF_WHITE))
    ):
        c.rect(x, 200 - h, 62, h, colour, radius=10)
        c.rect(x + 4, 200 - h - 14, 54, 20, WOOD_DEEP if i % 2 else TEAL_INK, radius=6)
    for i, x in enumerate((1070, 1160, 1250)):
        mug(c, x, 380, 62, (PAPER, CORAL_PALE, TEAL)[i])
    c.rect(1340, 300, 22, 80, CORAL, radius=4)
    c.rect(1366, 286, 26, 94, TEAL_DEEP, radius=4)
    c.rect(1396, 306, 20, 74, OCHRE, radius=4)
    pendant_lamp(c, 800, 210, 130, CORAL, PAPER)
    for x in (430, 1170):
        kitchen_chair(c, x, 670, 230, WOOD_DEEP)
    for x in (150, 1420):
        c.taper([(x, 760), (x + (20 if x < 800 else -20), 1010)], WOOD_DEEP, 62, 46)
    c.polygon([(180, 590), (1420, 590), (1590, 800), (10, 800)], WOOD_PALE)
    c.polygon([(10, 800), (1590, 800), (1580, 842), (20, 842)], WOOD)
    for y, inset in ((645, 128), (715, 70)):
        c.line([(inset + 30, y), (1600 - inset - 30, y)], mix(WOOD_PALE, WOOD, 0.4), 3)
    c.shadow(830, 668, 150, 22)
    c.polygon(arc_points((830, 610), 140, 62, 0, 180), TEAL_DEEP)
    for x, y, r, colour in (
        (770, 585, 44, CORAL),
        (850, 575, 48, OCHRE),
        (905, 597, 38, CORAL_DEEP),
        (810, 600, 38, OCHRE_PALE),
    ):
        c.circle(x, y, r, colour)
    c.polygon(arc_points((830, 608), 142, 64, 0, 180), TEAL_DEEP)
    c.rect(688, 602, 284, 14, TEAL, radius=7)
    envelope(c, 560, 700, 250, -9, OFF_WHITE, CORAL)
    envelope(c, 700, 690, 250, 7, PAPER, TEAL)
    sheet(c, 985, 640, 170, 150, 12)
    c.line([(1190, 762), (1290, 716)], TEAL_DEEP, 12)
    mug(c, 380, 730, 118, CORAL, handle=-1)
    steam(c, 380, 585, 90, TEAL_PALE)
    mug(c, 1330, 700, 108, OFF_WHITE)
    steam(c, 1330, 570, 84, TEAL_PALE)


def radiator_and_window(c: Canvas) -> None:
    wall_and_floor(c, mix(TEAL_SOFT, SAND, 0.35), WOOD_PALE, 880)
    for dx, dy, r in ((1490, 70, 130), (1570, 170, 110), (1400, 30, 90), (1545, 270, 60)):
        c.circle(dx, dy, r, see_through(TEAL_DEEP, 0.16))
    for row in range(7):
        for column in range(7 - row):
            x = 1580 - column * 30 + (row * 17 + column * 11) % 19
            y = 16 + row * 34 + (column * 23 + row * 7) % 21
            c.circle(x, y, 4 + (row + column * 2) % 6, see_through(TEAL_INK, 0.4))
    window(c, 380, 90, 760, 420, mix(TEAL_MID, STONE, 0.45), bars=1)
    for row in range(6):
        for column in range(12):
            x = 410 + column * 62 + (row * 29 + column * 13) % 37
            y = 100 + row * 62 + (column * 31 + row * 11) % 41
            c.line([(x, y), (x - 7, y + 20 + (row + column) % 3 * 7)], see_through(PAPER, 0.5), 4)
    for x in (430, 560, 690, 830, 960, 1080):
        c.rect(x, 440 - x % 60, 14, 76, see_through(PAPER, 0.35), radius=7)
    c.rect(380, 470, 760, 42, see_through(PAPER, 0.3))
    curtain(c, 262, 56, 150, 600, CORAL, 1)
    curtain(c, 1108, 56, 150, 600, CORAL, -1)
    c.rect(220, 44, 1090, 20, WOOD_DEEP, radius=10)
    c.rect(340, 526, 840, 30, PAPER, radius=6)
    mug(c, 520, 528, 74, OCHRE)
    steam(c, 520, 436, 64, TEAL_SOFT)
    pot_plant(c, 960, 528, 150, OFF_WHITE, TEAL_DEEP)
    c.rect(420, 640, 690, 250, OFF_WHITE, radius=22)
    for i in range(13):
        c.rect(436 + i * 51.5, 626, 42, 276, PAPER, radius=20)
        c.rect(464 + i * 51.5, 636, 12, 256, STONE_PALE, radius=6)
    c.rect(1112, 840, 46, 20, STONE, radius=8)
    c.rect(1148, 820, 30, 60, INK_SOFT, radius=10)
    c.line([(1130, 850), (1130, 890)], STONE, 14)
    _sock(c, 480, 618, OCHRE)
    _sock(c, 575, 618, OCHRE)
    c.rect(690, 608, 210, 190, TEAL, radius=16)
    c.rect(690, 770, 210, 28, TEAL_DEEP, radius=8)
    for y in (660, 720):
        c.rect(690, y, 210, 20, OCHRE_PALE)
    c.taper([(700, 625), (668, 740)], TEAL, 54, 44)
    c.taper([(890, 625), (922, 740)], TEAL, 54, 44)
    c.ellipse(795, 612, 52, 16, TEAL_INK)
    _sock(c, 990, 618, CORAL)
    c.shadow(215, 955, 160, 24)
    c.rect(80, 850, 270, 110, WOOD, radius=14)
    c.rect(80, 850, 270, 28, WOOD_DEEP, radius=10)
    c.blob([(120, 850), (150, 780), (240, 770), (310, 850)], OCHRE_PALE)
    c.blob([(190, 852), (215, 800), (290, 790), (330, 852)], CORAL_PALE)
    c.circle(180, 760, 48, WOOD_PALE)
    for dx in (-38, 38):
        c.circle(180 + dx, 718, 20, WOOD)
    c.circle(180, 772, 22, SAND)
    c.circle(180, 764, 8, INK)
    for dx in (-18, 18):
        c.circle(180 + dx, 746, 5, INK)


def _sock(c: Canvas, x: float, y: float, colour: str) -> None:
    c.taper([(x + 24, y), (x + 24, y + 110), (x + 58, y + 142)], colour, 48, 46)
    c.rect(x - 2, y - 14, 52, 30, OFF_WHITE, radius=8)
    c.rect(x, y + 40, 48, 12, OFF_WHITE)
    c.circle(x + 62, y + 144, 20, OFF_WHITE)


def _coins(c: Canvas, x: float, ground: float, count: int, colour: str) -> None:
    c.shadow(x, ground + 4, 86, 24)
    for i in range(count):
        y = ground - i * 22
        c.rect(x - 70, y - 22, 140, 22, darker(colour, 0.2))
        c.ellipse(x, y, 70, 22, darker(colour, 0.2))
        c.ellipse(x, y - 22, 70, 22, colour)
        for dx in range(-60, 61, 20):
            c.line(
                [(x + dx, y - 2 + (70 - abs(dx)) * 0.14), (x + dx, y - 10 + (70 - abs(dx)) * 0.14)],
                darker(colour, 0.4),
                3,
            )
    c.ellipse(x, ground - count * 22, 50, 14, lighter(colour, 0.3))


def coins_and_bills(c: Canvas) -> None:
    c.rect(0, 0, 1600, 1000, mix(TEAL, TEAL_DEEP, 0.35))
    c.blob([(-100, 640), (300, 560), (900, 600), (1700, 540), (1700, 1100), (-100, 1100)], TEAL_DEEP)
    c.circle(1330, 190, 330, see_through(TEAL_SOFT, 0.18))
    sheet(c, 250, 130, 360, 500, -11)
    sheet(c, 470, 100, 370, 520, 5)
    c.rect(590, 520, 210, 52, CORAL, radius=26, angle=5)
    envelope(c, 110, 570, 430, 8, OFF_WHITE, CORAL)
    envelope(c, 300, 640, 430, -6, PAPER, OCHRE)
    c.rect(950, 300, 300, 430, see_through(INK, 0.25), radius=26, angle=9)
    centre = (1090.0, 500.0)
    c.rect(940, 285, 300, 430, INK, radius=26, angle=9, about=centre)
    c.rect(970, 315, 240, 84, TEAL_PALE, radius=10, angle=9, about=centre)
    for row in range(4):
        for column in range(3):
            fill = CORAL if (row, column) == (3, 2) else (INK_SOFT if row else OCHRE)
            c.rect(972 + column * 84, 425 + row * 70, 66, 52, fill, radius=12, angle=9, about=centre)
    for i, count in enumerate((2, 4, 6)):
        _coins(c, 1010 + i * 180, 880 - i * 14, count, (OCHRE, OCHRE_PALE, OCHRE)[i])
    for x, y, r, colour in ((1400, 300, 96, OCHRE), (1290, 175, 66, OCHRE_PALE)):
        c.circle(x + 6, y + 9, r, see_through(INK, 0.25))
        c.circle(x, y, r, darker(colour, 0.2))
        c.circle(x, y, r * 0.9, colour)
        c.circle(x, y, r * 0.76, lighter(colour, 0.25))
        pound_sign(c, x, y, r * 1.0, OCHRE_DEEP)
    c.ellipse(830, 890, 62, 24, darker(OCHRE, 0.25))
    c.ellipse(830, 880, 62, 24, OCHRE)
    c.ellipse(830, 880, 44, 15, OCHRE_PALE)


def books_and_tea(c: Canvas) -> None:
    wall_and_floor(c, mix(SAND, CORAL_PALE, 0.35), WOOD, 1000)
    c.circle(1180, 330, 270, OFF_WHITE)
    window(c, 980, 110, 400, 440, TEAL_SOFT, bars=1)
    c.land([(980, 470), (1100, 430), (1240, 470), (1380, 420)], 550, TEAL_MID)
    c.rect(1171, 410, 18, 140, PAPER)
    for x, w, h, colour in ((180, 190, 240, TEAL), (410, 230, 180, CORAL)):
        c.rect(x, 130, w, h, PAPER, radius=6)
        c.rect(x + 22, 152, w - 44, h - 44, lighter(colour, 0.6))
        c.land(
            [(x + 22, 130 + h * 0.62), (x + w * 0.45, 130 + h * 0.48), (x + w - 22, 130 + h * 0.66)], 108 + h, colour
        )
        c.circle(x + w * 0.68, 130 + h * 0.32, 20, OCHRE)
    c.rect(0, 730, 1600, 270, WOOD_PALE)
    c.rect(0, 730, 1600, 16, lighter(WOOD_PALE, 0.3))
    c.rect(0, 870, 1600, 5, WOOD)
    c.rect(0, 940, 1600, 5, WOOD)
    books = (
        (190, 690, 90, TEAL_DEEP),
        (240, 600, 76, CORAL),
        (205, 650, 64, OCHRE),
        (260, 560, 82, TEAL_MID),
        (225, 600, 58, CORAL_DEEP),
    )
    y = 850.0
    c.shadow(540, 852, 400, 26)
    for x, w, h, colour in books:
        y -= h
        c.rect(x, y, w, h, colour, radius=12)
        c.rect(x + w - 40, y + 9, 44, h - 18, OFF_WHITE, radius=4)
        for i in range(3):
            c.line(
                [(x + w - 36, y + 9 + (h - 18) * (i + 1) / 4), (x + w, y + 9 + (h - 18) * (i + 1) / 4)], STONE_PALE, 2
            )
        c.rect(x + 46, y, 14, h, lighter(colour, 0.35))
        c.rect(x + 130, y + h * 0.36, w * 0.36, h * 0.28, lighter(colour, 0.55), radius=6)
    _open_book(c, 520, y)
    c.shadow(1190, 872, 240, 30)
    c.ellipse(1190, 858, 230, 38, PAPER)
    c.ellipse(1190, 852, 230, 34, OFF_WHITE)
    c.ellipse(1190, 850, 130, 18, STONE_PALE)
    c.arc((1335, 745), 62, 52, 0, 360, TEAL, 24)
    c.polygon(arc_points((1190, 690), 152, 160, 0, 180), TEAL)
    c.polygon([(1290, 690), *arc_points((1190, 690), 152, 160, 0, 55)], TEAL_DEEP)
    c.ellipse(1190, 690, 152, 34, TEAL_SOFT)
    c.ellipse(1190, 694, 132, 25, OCHRE_DEEP)
    steam(c, 1190, 672, 170, mix(TEAL_SOFT, SAND, 0.5))
    c.line([(1290, 862), (1440, 836)], STONE, 12)
    c.ellipse(1448, 834, 34, 14, STONE, angle=-10)
    for dx in (0, 120):
        c.arc((850 + dx, 905), 46, 30, 0, 360, INK, 9)
    c.arc((910, 902), 16, 12, 190, 350, INK, 8)
    c.line([(804, 900), (760, 860)], INK, 8)
    c.line([(1016, 900), (1040, 858)], INK, 8)


def _open_book(c: Canvas, x: float, y: float) -> None:
    c.polygon([(x - 270, y), (x + 270, y), (x + 255, y - 18), (x - 255, y - 18)], CORAL_DEEP)
    for side in (-1, 1):
        c.blob(
            [
                (x, y - 10),
                (x + side * 130, y - 62),
                (x + side * 258, y - 52),
                (x + side * 258, y - 12),
                (x + side * 130, y - 16),
            ],
            PAPER if side < 0 else OFF_WHITE,
        )
        for i in range(2):
            c.curve(
                [(x + side * 40, y - 34 - i * 8), (x + side * 130, y - 52 + i * 13), (x + side * 230, y - 44 + i * 14)],
                STONE,
                4,
            )
    c.line([(x, y - 8), (x, y - 24)], STONE, 4)
