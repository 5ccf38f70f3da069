"""Pictures of the places where care is given: the clinic, the ward, the rota, the staff room."""

from demo.drawing.canvas import Canvas, arc_points, turned
from demo.drawing.figures import Look, arm, bust, head, standing
from demo.drawing.objects import heart, mug, pot_plant, steam, text_lines, tree, wall_and_floor, window
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
    OCHRE_DEEP,
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


def clinic_room(c: Canvas) -> None:
    wall_and_floor(c, MIST, mix(SAND, TEAL_SOFT, 0.3), 760)
    window(c, 90, 130, 250, 300, TEAL_SOFT)
    for i in range(9):
        c.rect(86, 126 + i * 17, 258, 9, PAPER, radius=4)
    c.rect(430, 130, 200, 270, PAPER, radius=10)
    heart(c, 530, 235, 120, CORAL)
    c.line([(452, 240), (500, 240), (518, 206), (540, 276), (556, 240), (608, 240)], TEAL_DEEP, 7)
    text_lines(c, 465, 330, [130, 100], 26, STONE_PALE, 9)
    for x in (600, 960):
        c.line([(x, 600), (x, 770)], STONE, 18)
    c.rect(560, 540, 450, 62, TEAL_SOFT, radius=24)
    c.rect(640, 532, 370, 26, PAPER, radius=10)
    c.rect(548, 500, 120, 60, TEAL_SOFT, radius=26, angle=-24)
    c.rect(800, 110, 70, 400, OCHRE_PALE, radius=12)
    for i in range(11):
        c.rect(800, 160 + i * 32, 34 if i % 2 else 20, 6, OCHRE_DEEP, radius=3)
    c.circle(835, 90, 42, CORAL)
    for dx, dy in ((-44, -14), (44, -14), (-30, -44), (30, -44), (0, -56)):
        c.circle(835 + dx, 90 + dy, 14, CORAL_SOFT)
    c.rect(1330, 120, 220, 150, WOOD_PALE, radius=8)
    for x, h, colour in (
        (1346, 110, TEAL),
        (1384, 96, CORAL),
        (1420, 116, OCHRE),
        (1460, 100, TEAL_DEEP),
        (1500, 108, CORAL_DEEP),
    ):
        c.rect(x, 262 - h, 32, h, colour, radius=4)
    c.shadow(1320, 872, 300, 22)
    c.rect(1110, 600, 420, 24, WOOD, radius=8)
    for x in (1130, 1480):
        c.rect(x, 620, 26, 250, WOOD_DEEP, radius=6)
    c.rect(1350, 624, 150, 180, WOOD_PALE, radius=8)
    for y in (640, 720):
        c.rect(1362, y, 126, 66, WOOD, radius=6)
        c.rect(1405, y + 28, 40, 9, OCHRE_PALE, radius=4)
    c.rect(1340, 420, 190, 130, INK, radius=12)
    c.rect(1352, 432, 166, 106, TEAL_SOFT, radius=6)
    text_lines(c, 1370, 452, [100, 124, 80], 24, PAPER, 9)
    c.rect(1424, 548, 22, 46, INK_SOFT)
    c.rect(1390, 586, 90, 14, INK_SOFT, radius=6)
    pot_plant(c, 1265, 602, 96, CORAL, TEAL)
    doctor = Look(skin=SKIN_BROWN, hair=HAIR_BLACK, style="bun", top=TEAL, bottom=TEAL_INK)
    _seated(c, 1080, 700, 58, doctor, facing=-1)
    c.arc((1080, 500), 30, 46, 10, 170, INK, 7)
    c.circle(1060, 552, 12, STONE)
    c.rect(950, 590, 92, 112, WOOD_DEEP, radius=8, angle=-14)
    c.rect(958, 600, 76, 94, PAPER, radius=4, angle=-14)
    parent = Look(skin=SKIN_TAN, hair=HAIR_BROWN, style="bob", top=OCHRE, bottom=INK_SOFT)
    _seated(c, 450, 700, 58, parent, facing=1)
    child = Look(skin=SKIN_TAN, hair=HAIR_BROWN, style="short", top=CORAL, bottom=TEAL_INK)
    _seated(c, 735, 760, 42, child, facing=1, colour=TEAL_MID)
    c.circle(787, 690, 24, WOOD_PALE)
    for dx in (-18, 18):
        c.circle(787 + dx, 670, 11, WOOD)
    c.ellipse(787, 724, 22, 26, WOOD_PALE)
    c.ellipse(860, 935, 460, 40, see_through(TEAL, 0.25))


def _seated(c: Canvas, x: float, seat: float, r: float, look: Look, *, facing: int, colour: str = TEAL_DEEP) -> None:
    """Someone on a chair, turned to the right (1) or left (-1); x, seat is where they sit, r the radius of the head."""
    ground = seat + r * 3.1
    c.shadow(x + facing * r * 0.6, ground, r * 3, r * 0.35)
    for dx in (-1.5, 1.3):
        c.line([(x + dx * r, seat + r * 0.4), (x + dx * r, ground)], WOOD_DEEP, r * 0.22)
    c.rect(x - r * 1.7, seat + r * 0.2, r * 3.4, r * 0.5, colour, radius=r * 0.2)
    c.rect(x - facing * r * 1.75 - r * 0.25, seat - r * 3.1, r * 0.5, r * 3.6, colour, radius=r * 0.25)
    for shift in (0.0, 0.35):
        knee = (x + facing * r * (2.3 + shift), seat - r * 0.15)
        foot = (x + facing * r * (2.35 + shift), ground - r * 0.35)
        tone = look.bottom if shift else darker(look.bottom, 0.2)
        c.taper([(x, seat - r * 0.35), knee, foot], tone, r * 1.2, r * 0.72)
        c.rect(foot[0] - r * 0.5 + facing * r * 0.2, ground - r * 0.45, r * 1.2, r * 0.5, look.shoes, radius=r * 0.24)
    if look.style == "bob":
        c.rect(x - r * 1.16, seat - r * 5.6, r * 2.32, r * 1.9, look.hair, radius=r * 0.9)
    c.rect(x - r * 0.34, seat - r * 4.4, r * 0.68, r * 1.2, darker(look.skin, 0.1), radius=r * 0.2)
    c.taper([(x, seat - r * 2.9), (x, seat - r * 0.6)], look.top, r * 2.3, r * 2.2)
    shoulder = (x - facing * r * 0.1, seat - r * 3.0)
    arm(c, shoulder, (x + facing * r * 0.7, seat - r * 1.3), (x + facing * r * 1.9, seat - r * 1.25), r, look)
    head(c, x + facing * r * 0.1, seat - r * 4.75, r, look)


def ward_at_night(c: Canvas) -> None:
    night = mix(TEAL_INK, INK, 0.35)
    wall_and_floor(c, mix(TEAL_INK, TEAL, 0.25), night, 770)
    c.rect(0, 748, 1600, 22, mix(TEAL_INK, TEAL, 0.5))
    window(c, 150, 110, 460, 380, mix(INK, TEAL_INK, 0.4), frame=TEAL_SOFT)
    c.circle(470, 220, 62, OCHRE_PALE)
    c.circle(444, 206, 54, mix(INK, TEAL_INK, 0.4))
    for x, y, r in (
        (200, 160, 5),
        (270, 210, 4),
        (330, 150, 6),
        (220, 330, 5),
        (330, 380, 4),
        (520, 350, 5),
        (560, 150, 4),
        (430, 410, 5),
    ):
        c.circle(x, y, r, OFF_WHITE)
    for x, w, h in ((150, 90, 70), (250, 60, 110), (320, 100, 60), (440, 70, 90), (520, 90, 50)):
        c.rect(x, 490 - h, w, h, TEAL_INK)
        c.rect(x + 20, 502 - h, 12, 16, OCHRE)
    c.rect(376, 110, 12, 380, TEAL_SOFT)
    c.rect(1020, 130, 520, 20, TEAL_MID, radius=8)
    c.line([(1290, 150), (1290, 200)], STONE, 8)
    c.glow(1290, 330, 380, OCHRE_PALE, 0.42)
    c.polygon(arc_points((1290, 262), 70, 66, 180, 360), OCHRE_PALE)
    c.shadow(860, 900, 620, 34, 0.3)
    for x in (330, 1370):
        c.circle(x, 888, 26, STONE)
        c.circle(x, 888, 11, INK)
        c.rect(x - 9, 760, 18, 112, STONE)
    c.rect(280, 560, 26, 260, TEAL_SOFT, radius=12)
    c.rect(1400, 450, 28, 370, TEAL_SOFT, radius=12)
    c.rect(290, 760, 1130, 44, TEAL_SOFT, radius=12)
    c.rect(300, 670, 1110, 96, OFF_WHITE, radius=30)
    c.blob([(1140, 680), (1160, 580), (1280, 550), (1390, 590), (1400, 680)], PAPER)
    child = Look(skin=SKIN_DEEP, hair=HAIR_BLACK, style="curly")
    c.taper([(1130, 660), (1010, 690)], SKIN_DEEP, 54, 44)
    head(c, 1225, 598, 66, child)
    for dx in (-26, 26):
        c.arc((1225 + dx, 612), 13, 9, 10, 170, INK, 5)
    c.blob([(300, 700), (330, 620), (560, 600), (820, 590), (1040, 600), (1150, 660), (1170, 790), (300, 790)], CORAL)
    c.rect(300, 730, 868, 78, CORAL, radius=20)
    c.blob([(1000, 606), (1090, 618), (1160, 670), (1172, 730), (1110, 720), (1060, 640)], CORAL_PALE)
    for x, y in ((420, 680), (560, 730), (700, 660), (840, 720), (960, 670), (480, 770), (760, 775)):
        c.polygon([turned([(x, y - (20 if i % 2 else 9))], (x, y), i * 36)[0] for i in range(10)], OCHRE_PALE)
    c.circle(1080, 640, 30, WOOD_PALE)
    for dx in (-22, 22):
        c.circle(1080 + dx, 616, 13, WOOD)
    c.circle(1080, 648, 12, SAND)
    c.line([(1490, 330), (1490, 900)], STONE, 12)
    c.rect(1440, 890, 100, 16, STONE, radius=8)
    c.arc((1490, 335), 34, 24, 180, 360, STONE, 9)
    c.rect(1434, 350, 60, 104, TEAL_PALE, radius=18)
    c.rect(1434, 402, 60, 52, TEAL_SOFT, radius=18)
    c.curve([(1464, 454), (1470, 560), (1440, 640), (1340, 700)], TEAL_PALE, 5)
    c.rect(930, 250, 190, 130, INK, radius=14)
    c.line([(950, 320), (985, 320), (1002, 282), (1024, 350), (1042, 320), (1100, 320)], TEAL_SOFT, 6)
    c.rect(1014, 380, 20, 40, INK)
    parent = Look(skin=SKIN_DEEP, hair=OCHRE, style="scarf", top=TEAL_MID, bottom=TEAL_INK)
    c.rect(640, 560, 240, 330, TEAL_DEEP, radius=40)
    bust(c, 760, 540, 62, parent, back=True, length=4.2)
    arm(c, (840, 670), (890, 730), (960, 690), 62, parent)
    c.rect(620, 800, 280, 90, TEAL_DEEP, radius=24)


def rota_board(c: Canvas) -> None:
    wall_and_floor(c, SAND, WOOD_PALE, 900)
    c.rect(176, 96, 1010, 680, see_through(INK, 0.14), radius=20)
    c.rect(160, 80, 1010, 680, WOOD, radius=20)
    c.rect(184, 104, 962, 632, PAPER, radius=10)
    c.rect(184, 104, 962, 86, TEAL_DEEP, radius=10)
    for column in range(7):
        x = 360 + column * 112
        c.rect(x, 128, 92, 38, TEAL if column < 5 else OCHRE, radius=10)
        c.circle(x + 46, 147, 8, OFF_WHITE)
    faces = (
        Look(skin=SKIN_DEEP, hair=HAIR_BLACK, style="curly"),
        Look(skin=SKIN_PALE, hair=HAIR_AUBURN, style="bob"),
        Look(skin=SKIN_TAN, hair=TEAL, style="scarf"),
        Look(skin=SKIN_BROWN, hair=HAIR_BLACK, style="short"),
        Look(skin=SKIN_PALE, hair=HAIR_GREY, style="bun"),
    )
    shifts = ("TTOO-CC", "-CCTT-O", "OO-CCT-", "T-TO-OC", "CTO-TC-")
    tints = {"T": TEAL_MID, "O": OCHRE, "C": CORAL}
    for row, (look, shift) in enumerate(zip(faces, shifts, strict=True)):
        y = 210 + row * 104
        c.rect(200, y + 92, 930, 3, STONE_PALE)
        c.circle(262, y + 44, 42, MIST)
        head(c, 262, y + 46, 25, look)
        for column, letter in enumerate(shift):
            x = 360 + column * 112
            if letter == "-":
                c.circle(x + 46, y + 44, 9, STONE_PALE)
                continue
            if (row, column) == (2, 5):
                c.rect(x, y + 12, 92, 64, MIST, radius=14)
                continue
            c.rect(x, y + 12, 92, 64, tints[letter], radius=14)
            c.rect(x + 18, y + 30, 56, 9, lighter(tints[letter], 0.6), radius=4)
            c.rect(x + 18, y + 48, 36, 9, lighter(tints[letter], 0.6), radius=4)
    nurse = Look(skin=SKIN_TAN, hair=HAIR_BLACK, style="bun", top=TEAL, bottom=TEAL_INK)
    standing(c, 1350, 985, 760, nurse, back=True, left_hand=(1036, 472))
    c.rect(920, 430, 92, 64, CORAL, radius=14, angle=-6)
    c.rect(938, 448, 56, 9, CORAL_PALE, radius=4, angle=-6)
    c.rect(1000, 446, 66, 50, SKIN_TAN, radius=24)
    c.taper([(1012, 456), (976, 448)], SKIN_TAN, 22, 18)
    pot_plant(c, 90, 960, 190, CORAL, TEAL)


def staff_room(c: Canvas) -> None:
    wall_and_floor(c, mix(CORAL_PALE, SAND, 0.5), mix(TEAL_SOFT, SAND, 0.4), 730)
    window(c, 100, 110, 340, 300, TEAL_SOFT)
    tree(c, 250, 404, 150, TEAL_MID)
    c.rect(262, 110, 16, 300, PAPER)
    c.rect(560, 100, 380, 270, WOOD, radius=12)
    c.rect(576, 116, 348, 238, WOOD_PALE, radius=6)
    for x, y, w, h, colour, lean in (
        (600, 140, 90, 110, PAPER, -4),
        (715, 136, 86, 86, OCHRE_PALE, 3),
        (826, 144, 76, 104, TEAL_PALE, -3),
        (610, 270, 80, 66, CORAL_SOFT, 4),
        (716, 244, 90, 92, PAPER, -2),
        (830, 266, 74, 70, OCHRE_PALE, 5),
    ):
        c.rect(x, y, w, h, colour, radius=4, angle=lean)
        c.circle(x + w / 2, y + 10, 7, CORAL_DEEP)
        text_lines(c, x + 14, y + h * 0.4, [w * 0.6, w * 0.45], 18, see_through(INK, 0.25), 6)
    c.rect(1080, 130, 440, 20, WOOD, radius=6)
    for i, colour in enumerate((TEAL, CORAL, OFF_WHITE, OCHRE, TEAL_DEEP)):
        mug(c, 1130 + i * 84, 131, 58, colour)
    c.rect(1050, 430, 520, 26, WOOD_DEEP, radius=6)
    c.rect(1065, 456, 490, 280, OFF_WHITE)
    for x in (1075, 1238, 1400):
        c.rect(x, 470, 148, 256, PAPER, radius=8)
        c.rect(x + 112, 580, 12, 50, STONE, radius=6)
    c.polygon([(1140, 320), (1240, 320), (1262, 430), (1118, 430)], TEAL_DEEP)
    c.polygon([(1240, 340), (1290, 330), (1270, 360), (1250, 372)], TEAL_DEEP)
    c.arc((1126, 372), 34, 40, 90, 270, TEAL_INK, 14)
    c.rect(1160, 304, 60, 20, TEAL_INK, radius=8)
    steam(c, 1296, 326, 76, mix(CORAL_PALE, SAND, 0.5))
    c.rect(1360, 376, 130, 54, OCHRE, radius=10)
    c.ellipse(1425, 376, 65, 14, OCHRE_PALE)
    for x in (1385, 1425, 1465):
        c.circle(x, 370, 18, WOOD_PALE)
    c.shadow(520, 900, 480, 26)
    c.rect(120, 520, 800, 270, TEAL, radius=50)
    c.rect(80, 620, 130, 250, TEAL_DEEP, radius=44)
    c.rect(830, 620, 130, 250, TEAL_DEEP, radius=44)
    first = Look(skin=SKIN_DEEP, hair=HAIR_BLACK, style="curly", top=CORAL, bottom=INK)
    second = Look(skin=SKIN_PALE, hair=HAIR_AUBURN, style="bob", top=OCHRE, bottom=TEAL_INK)
    for x, look in ((380, first), (650, second)):
        bust(c, x, 500, 58, look, length=4.6)
    c.rect(190, 730, 660, 120, mix(TEAL, TEAL_MID, 0.4), radius=30)
    for x, look in ((380, first), (650, second)):
        for side in (-1, 1):
            c.taper([(x + side * 34, 752), (x + side * 42, 790), (x + side * 44, 880)], look.bottom, 66, 42)
            c.rect(x + side * 46 - 30, 868, 62, 30, look.shoes, radius=14)
    arm(c, (452, 610), (490, 690), (440, 672), 56, first)
    mug(c, 420, 690, 54, OFF_WHITE, handle=-1)
    arm(c, (308, 610), (280, 700), (330, 740), 56, first)
    arm(c, (578, 610), (546, 690), (596, 672), 56, second)
    mug(c, 612, 690, 54, TEAL_DEEP)
    arm(c, (722, 610), (752, 700), (700, 740), 56, second)
    c.rect(224, 650, 100, 100, OCHRE_PALE, radius=20, angle=12)
    c.rect(760, 640, 96, 96, CORAL_PALE, radius=20, angle=-10)
    c.shadow(1200, 920, 240, 20)
    c.rect(1010, 790, 380, 22, WOOD_PALE, radius=10)
    for x in (1040, 1345):
        c.rect(x, 810, 20, 110, WOOD, radius=8)
    c.ellipse(1120, 786, 80, 14, OFF_WHITE)
    for dx in (-40, 0, 40):
        c.ellipse(1120 + dx, 772, 26, 14, WOOD_PALE)
    c.rect(1240, 770, 110, 20, CORAL, radius=4)
    c.rect(1250, 752, 96, 18, TEAL, radius=4)
    pot_plant(c, 1500, 930, 240, CORAL, TEAL)
