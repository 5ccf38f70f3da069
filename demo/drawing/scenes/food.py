"""Pictures of food and growing."""

from demo.drawing.canvas import Canvas
from demo.drawing.figures import Look, arm
from demo.drawing.objects import heart, leaf, wall_and_floor
from demo.drawing.palette import (
    CORAL,
    CORAL_DEEP,
    CORAL_PALE,
    CORAL_SOFT,
    HAIR_BLACK,
    INK,
    OCHRE,
    OCHRE_DEEP,
    OCHRE_PALE,
    OFF_WHITE,
    PAPER,
    SAND,
    SAND_DEEP,
    SKIN_BROWN,
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


def _tin(c: Canvas, x: float, shelf: float, w: float, h: float, label: str) -> None:
    c.rect(x, shelf - h, w, h, STONE_PALE, radius=w * 0.1)
    c.rect(x + w * 0.8, shelf - h, w * 0.2, h, STONE, radius=w * 0.1)
    c.rect(x, shelf - h * 0.82, w, h * 0.64, label)
    c.rect(x + w * 0.8, shelf - h * 0.82, w * 0.2, h * 0.64, darker(label))
    c.circle(x + w * 0.42, shelf - h * 0.5, w * 0.2, OFF_WHITE)
    c.ellipse(x + w / 2, shelf - h, w / 2, w * 0.1, OFF_WHITE)
    c.ellipse(x + w / 2, shelf - h, w * 0.4, w * 0.065, STONE_PALE)


def _packet(c: Canvas, x: float, shelf: float, w: float, h: float, colour: str) -> None:
    c.rect(x, shelf - h, w, h, colour, radius=5)
    c.rect(x + w * 0.84, shelf - h, w * 0.16, h, darker(colour), radius=5)
    c.rect(x + w * 0.12, shelf - h * 0.86, w * 0.6, h * 0.13, OFF_WHITE, radius=6)
    c.ellipse(x + w * 0.42, shelf - h * 0.36, w * 0.28, h * 0.2, lighter(colour, 0.6))
    c.ellipse(x + w * 0.42, shelf - h * 0.34, w * 0.18, h * 0.11, OCHRE_PALE)


def _pasta(c: Canvas, x: float, shelf: float, w: float, h: float) -> None:
    c.blob(
        [
            (x + w * 0.1, shelf - h),
            (x + w * 0.9, shelf - h),
            (x + w, shelf - h * 0.4),
            (x + w * 0.94, shelf),
            (x + w * 0.06, shelf),
            (x, shelf - h * 0.4),
        ],
        OCHRE_PALE,
    )
    for i in range(4):
        for j in range(3):
            px, py = x + w * (0.2 + 0.2 * i), shelf - h * (0.16 + 0.13 * j)
            c.line([(px, py), (px + w * 0.08, py - h * 0.06)], OCHRE, w * 0.07)
    c.rect(x + w * 0.06, shelf - h * 0.86, w * 0.88, h * 0.3, TEAL, radius=6)
    c.rect(x + w * 0.2, shelf - h * 0.75, w * 0.5, h * 0.07, OFF_WHITE, radius=4)


def _jar(c: Canvas, x: float, shelf: float, w: float, h: float, inside: str) -> None:
    c.rect(x, shelf - h * 0.88, w, h * 0.88, lighter(inside, 0.55), radius=w * 0.2)
    c.rect(x + w * 0.07, shelf - h * 0.72, w * 0.86, h * 0.68, inside, radius=w * 0.16)
    c.rect(x + w * 0.14, shelf - h * 0.52, w * 0.72, h * 0.32, OFF_WHITE, radius=5)
    c.rect(x + w * 0.1, shelf - h, w * 0.8, h * 0.15, TEAL_INK, radius=6)


def food_bank_shelves(c: Canvas) -> None:
    wall_and_floor(c, SAND, mix(TEAL_SOFT, SAND_DEEP, 0.4), 830)
    c.rect(110, 60, 1380, 800, mix(SAND_DEEP, WOOD_PALE, 0.35))
    for x in (90, 1462):
        c.rect(x, 40, 48, 850, WOOD_DEEP, radius=8)
    for shelf in (300, 530, 770):
        c.rect(130, shelf + 26, 1340, 26, see_through(INK, 0.1))
        c.rect(100, shelf, 1400, 28, WOOD, radius=6)
    labels = (CORAL, TEAL, OCHRE, CORAL_DEEP, TEAL_MID)
    for i in range(5):
        _tin(c, 165 + i * 96, 300, 86, 118, labels[i])
    for i in range(3):
        _tin(c, 213 + i * 96, 182, 86, 96, labels[(i + 2) % 5])
    for i in range(3):
        _packet(c, 700 + i * 132, 300, 116, (190, 176, 198)[i], (TEAL_DEEP, CORAL, OCHRE)[i])
    for i in range(3):
        _jar(c, 1120 + i * 110, 300, 92, 140, (CORAL_DEEP, OCHRE, TEAL_MID)[i])
    for i in range(4):
        _pasta(c, 165 + i * 116, 530, 104, 160)
    for i in range(4):
        _tin(c, 665 + i * 100, 530, 90, 124, labels[(i + 3) % 5])
    for i in range(3):
        _packet(c, 1090 + i * 124, 530, 108, (168, 182, 160)[i], (CORAL_DEEP, TEAL, OCHRE_DEEP)[i])
    for i in range(3):
        _jar(c, 165 + i * 104, 770, 88, 138, (OCHRE, CORAL, TEAL_MID)[i])
    for i in range(6):
        _tin(c, 490 + i * 94, 770, 84, 110, labels[(i + 1) % 5])
    for i in range(3):
        c.rect(1090 + i * 124, 590, 108, 180, (PAPER, TEAL_PALE, CORAL_PALE)[i], radius=8)
        c.polygon(
            [(1090 + i * 124, 600), (1144 + i * 124, 560), (1198 + i * 124, 600)],
            (STONE_PALE, TEAL_SOFT, CORAL_SOFT)[i],
        )
        c.circle(1144 + i * 124, 680, 32, (TEAL, CORAL, OCHRE)[i])
    _crate(c, 520, 950)
    c.shadow(1130, 962, 180, 20)
    for x in (1075, 1170):
        c.arc((x + 12, 740), 40, 62, 180, 360, WOOD_DEEP, 11)
    c.polygon([(985, 735), (1225, 735), (1240, 962), (970, 962)], WOOD_PALE)
    c.polygon([(1225, 735), (1280, 752), (1288, 950), (1240, 962)], WOOD)
    c.rect(983, 728, 244, 16, lighter(WOOD_PALE, 0.25), radius=4)
    c.circle(1105, 855, 56, OFF_WHITE)
    heart(c, 1105, 855, 66, CORAL)


def _crate(c: Canvas, x: float, ground: float) -> None:
    c.shadow(x, ground + 10, 300, 24)
    for dx, length, lean in ((-150, 150, -24), (-110, 180, -8), (-70, 150, 10)):
        c.rect(x + dx, ground - 170 - length * 0.5, 34, length, OCHRE_PALE, radius=17, angle=lean)
    for dx, r, colour in ((20, 62, CORAL), (120, 70, TEAL), (200, 56, CORAL_DEEP)):
        c.circle(x + dx, ground - 180, r, colour)
    for dx in (120, 95, 145):
        c.circle(x + dx, ground - 235 + abs(dx - 120) * 0.6, 34, TEAL_MID)
    c.rect(x - 260, ground - 170, 520, 176, WOOD, radius=8)
    for i in range(3):
        c.rect(x - 268, ground - 166 + i * 58, 536, 44, WOOD_PALE, radius=8)
    for side in (-250, 214):
        c.rect(x + side, ground - 172, 36, 178, WOOD_DEEP, radius=6)


def growing_seedlings(c: Canvas) -> None:
    """On the sill with the light behind: three stages, and the hand that waters them."""
    c.gradient(0, 0, 1600, 760, mix(OCHRE_PALE, PAPER, 0.35), mix(TEAL_PALE, PAPER, 0.4))
    c.glow(1330, 230, 460, OCHRE_PALE, 0.9)
    c.circle(1330, 230, 120, OCHRE)
    c.blob([(-80, 640), (300, 520), (720, 600), (1150, 500), (1700, 590), (1700, 900), (-80, 900)], TEAL_SOFT)
    c.blob([(-80, 720), (420, 640), (900, 700), (1400, 620), (1700, 690), (1700, 900), (-80, 900)], TEAL_MID)
    c.rect(0, 0, 1600, 46, OFF_WHITE)
    c.rect(1088, 0, 34, 800, OFF_WHITE)
    c.rect(1122, 0, 8, 800, STONE_PALE)
    c.rect(0, 790, 1600, 40, PAPER)
    c.rect(0, 830, 1600, 170, SAND)
    c.rect(0, 830, 1600, 10, SAND_DEEP)
    _seedling(c, 640, 100)
    _seedling(c, 970, 210)
    _seedling(c, 1320, 380)
    look = Look(skin=SKIN_BROWN, hair=HAIR_BLACK, top=CORAL)
    c.polygon([(330, 590), (330, 520), (470, 400), (500, 430)], TEAL_DEEP)
    c.rect(462, 360, 34, 118, TEAL_DEEP, radius=12, angle=-42)
    c.arc((215, 440), 110, 110, 175, 350, TEAL_DEEP, 26)
    c.polygon([(130, 430), (320, 430), (356, 640), (94, 640)], TEAL)
    c.ellipse(225, 432, 95, 20, TEAL_INK)
    c.polygon([(94, 600), (349, 600), (356, 640), (94, 640)], TEAL_DEEP)
    for i in range(9):
        x, y = 520 + i % 3 * 34, 450 + i // 3 * 66 + i % 3 * 26
        c.line([(x, y), (x + 10, y + 26)], TEAL_MID, 9)
    arm(c, (-60, 290), (60, 310), (190, 326), 120, look)
    c.rect(172, 296, 88, 74, SKIN_BROWN, radius=34)
    for i in range(4):
        c.rect(176 + i * 20, 304, 19, 66, lighter(SKIN_BROWN, 0.06 * (i % 2)), radius=9)


def _seedling(c: Canvas, x: float, height: float) -> None:
    ground = 800.0
    c.shadow(x, ground + 6, 130, 18)
    c.curve([(x, ground - 150), (x + 8, ground - 150 - height * 0.5), (x, ground - 150 - height)], TEAL, 12)
    pairs = max(1, round(height / 110))
    for i in range(pairs):
        y, size = ground - 150 - height * (i + 1) / pairs, 78 + height * 0.13 - i * 14
        leaf(c, x, y, size, -58, TEAL_DEEP if i % 2 else TEAL)
        leaf(c, x, y, size, 58, TEAL if i % 2 else lighter(TEAL, 0.14))
    c.ellipse(x, ground - 162, 92, 18, WOOD_DEEP)
    c.polygon([(x - 104, ground - 165), (x + 104, ground - 165), (x + 76, ground), (x - 76, ground)], CORAL)
    c.polygon([(x + 56, ground - 165), (x + 104, ground - 165), (x + 76, ground), (x + 44, ground)], CORAL_DEEP)
    c.rect(x - 114, ground - 182, 228, 40, CORAL_SOFT, radius=8)
