"""Pictures of the street: the houses, the school, the bus, the door."""

from demo.drawing.canvas import Canvas, arc_points
from demo.drawing.figures import Look, standing
from demo.drawing.objects import cloud, pot_plant, text_lines, tree, window
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
    SAND_DEEP,
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


def open_door(c: Canvas) -> None:
    c.rect(0, 0, 1600, 1000, mix(TEAL_INK, TEAL_DEEP, 0.6))
    for row in range(22):
        for column in range(15):
            x = column * 116 - (58 if row % 2 else 0)
            shade = (0.0, 0.12, 0.22)[(row * 7 + column * 3) % 3]
            c.rect(x, row * 42, 108, 35, mix(TEAL_DEEP, TEAL, 0.3 + shade), radius=4)
    c.rect(0, 880, 1600, 120, mix(STONE, TEAL_DEEP, 0.45))
    c.rect(470, 60, 660, 830, OFF_WHITE, radius=10)
    c.rect(470, 60, 660, 110, PAPER, radius=10)
    c.rect(520, 90, 560, 92, OCHRE_PALE)
    for i in range(1, 4):
        c.rect(520 + i * 140 - 5, 90, 10, 92, OFF_WHITE)
    c.gradient(520, 200, 560, 680, mix(OCHRE_PALE, PAPER, 0.45), OCHRE_PALE)
    c.polygon([(520, 880), (1080, 880), (940, 700), (660, 700)], WOOD_PALE)
    c.rect(660, 200, 280, 500, lighter(OCHRE_PALE, 0.35))
    c.line([(660, 200), (660, 700)], mix(OCHRE_PALE, OCHRE, 0.4), 4)
    c.line([(940, 200), (940, 700)], mix(OCHRE_PALE, OCHRE, 0.4), 4)
    for x, colour in ((704, CORAL), (776, TEAL), (846, INK_SOFT)):
        c.circle(x, 330, 8, WOOD_DEEP)
        c.polygon([(x - 16, 340), (x + 16, 340), (x + 32, 490), (x - 32, 490)], colour)
        c.line([(x - 18, 352), (x - 32, 450)], darker(colour), 14)
        c.line([(x + 18, 352), (x + 32, 450)], darker(colour), 14)
    c.rect(680, 316, 200, 12, WOOD_DEEP, radius=6)
    for x in (690, 734):
        c.rect(x, 640, 28, 56, TEAL_DEEP, radius=8)
        c.rect(x, 676, 46, 24, TEAL_DEEP, radius=10)
    pot_plant(c, 890, 702, 110, CORAL, TEAL)
    c.line([(800, 200), (800, 240)], INK, 4)
    c.glow(800, 262, 220, PAPER, 0.6)
    c.polygon(arc_points((800, 270), 50, 36, 180, 360), CORAL)
    c.polygon([(520, 200), (360, 140), (360, 950), (520, 880)], CORAL)
    c.polygon([(520, 200), (508, 196), (508, 886), (520, 880)], CORAL_DEEP)
    for top, bottom in ((230, 480), (540, 830)):
        c.polygon([(388, top - 26), (490, top + 6), (490, bottom - 6), (388, bottom + 24)], CORAL_DEEP)
        c.polygon([(398, top - 10), (482, top + 16), (482, bottom - 16), (398, bottom + 8)], CORAL_SOFT)
    c.circle(382, 520, 15, OCHRE_PALE)
    c.rect(520, 870, 560, 26, STONE_PALE, radius=4)
    c.polygon([(460, 896), (1140, 896), (1200, 960), (400, 960)], STONE)
    c.polygon([(400, 960), (1200, 960), (1200, 1000), (400, 1000)], mix(STONE, INK, 0.2))
    c.polygon([(620, 905), (980, 905), (1010, 948), (590, 948)], WOOD_DEEP)
    c.polygon([(640, 911), (960, 911), (982, 942), (618, 942)], WOOD)
    c.polygon([(520, 896), (1080, 896), (1420, 1000), (180, 1000)], see_through(OCHRE_PALE, 0.22))
    pot_plant(c, 300, 960, 260, OCHRE, TEAL_MID)
    pot_plant(c, 1290, 960, 300, CORAL, TEAL_SOFT)
    c.rect(1165, 250, 90, 14, INK, radius=6)
    c.glow(1240, 320, 190, OCHRE_PALE, 0.75)
    c.polygon([(1205, 290), (1275, 290), (1262, 370), (1218, 370)], OCHRE_PALE)
    c.polygon([(1195, 290), (1240, 250), (1285, 290)], INK)
    c.rect(1212, 368, 56, 12, INK, radius=5)


def _terrace(c: Canvas, x: float, w: float, pavement: float, bricks: str, door: str, tall: float) -> None:
    """One house of a row, with a bay of windows and a chimney."""
    top = pavement - tall
    c.rect(x + w * 0.66, top - 190, w * 0.2, 150, darker(bricks, 0.16))
    for i in range(3):
        c.rect(x + w * (0.675 + 0.065 * i), top - 222, w * 0.045, 36, CORAL_DEEP, radius=4)
    c.rect(x, top, w, tall, bricks)
    for row in range(int(tall / 34)):
        for column in range(3):
            c.rect(
                x + w * (0.06 + 0.33 * column) + (row % 2) * 22,
                top + 20 + row * 34,
                26,
                7,
                darker(bricks, 0.1),
                radius=3,
            )
    c.polygon([(x - 4, top + 6), (x + w + 4, top + 6), (x + w + 4, top - 118), (x - 4, top - 118)], INK_SOFT)
    for i in range(4):
        c.rect(x - 4, top - 118 + i * 31, w + 8, 4, mix(INK_SOFT, INK, 0.5))
    c.rect(x - 6, top - 2, w + 12, 14, OFF_WHITE)
    lit = OCHRE_PALE if door == TEAL else MIST
    for share in (0.12, 0.58):
        window(c, x + w * share, top + 56, w * 0.28, 116, lit if share > 0.5 else MIST, bars=0)
    window(c, x + w * 0.1, pavement - 210, w * 0.38, 130, MIST if door == TEAL else lit, bars=1)
    c.rect(x + w * 0.58, pavement - 236, w * 0.3, 236, OFF_WHITE, radius=4)
    c.rect(x + w * 0.61, pavement - 190, w * 0.24, 190, door)
    c.rect(x + w * 0.61, pavement - 226, w * 0.24, 30, OCHRE_PALE)
    for panel in (-172, -90):
        c.rect(x + w * 0.65, pavement + panel, w * 0.16, 62, darker(door, 0.15), radius=4)
    c.circle(x + w * 0.82, pavement - 98, 6, OCHRE_PALE)
    c.rect(x + w * 0.55, pavement - 10, w * 0.36, 14, STONE_PALE, radius=4)


def terraced_houses(c: Canvas) -> None:
    c.gradient(0, 0, 1600, 700, TEAL_SOFT, mix(OFF_WHITE, CORAL_PALE, 0.35))
    c.circle(1270, 170, 84, OCHRE_PALE)
    cloud(c, 280, 150, 120)
    cloud(c, 900, 100, 90)
    c.land([(-20, 420), (300, 330), (640, 400), (1000, 300), (1340, 380), (1620, 310)], 800, TEAL_MID)
    c.land([(-20, 520), (420, 460), (900, 520), (1300, 450), (1620, 510)], 800, TEAL)
    rows = (
        (CORAL, TEAL),
        (mix(CORAL, OCHRE, 0.45), CORAL_DEEP),
        (SAND, OCHRE),
        (CORAL_DEEP, TEAL_DEEP),
        (mix(CORAL, SAND, 0.4), TEAL),
        (SAND_DEEP, CORAL_DEEP),
    )
    for i, (bricks, door) in enumerate(rows):
        _terrace(c, -40 + i * 280, 280, 800, bricks, door, 420)
        c.line([(-40 + i * 280, 400), (-40 + i * 280, 798)], darker(bricks, 0.25), 6)
    c.rect(0, 800, 1600, 62, STONE_PALE)
    for x in range(0, 1600, 120):
        c.line([(x, 802), (x - 24, 860)], STONE, 3)
    c.rect(0, 858, 1600, 16, STONE)
    c.rect(0, 874, 1600, 126, INK_SOFT)
    for x in range(30, 1600, 220):
        c.rect(x, 932, 120, 12, OFF_WHITE, radius=6)
    c.line([(520, 848), (520, 470)], TEAL_INK, 14)
    c.arc((560, 470), 40, 40, 180, 300, TEAL_INK, 10)
    c.polygon([(560, 424), (618, 424), (606, 452), (572, 452)], OCHRE_PALE)
    c.rect(500, 830, 40, 22, TEAL_INK, radius=6)
    for x, colour in ((205, TEAL), (262, CORAL_DEEP)):
        c.rect(x - 4, 740, 50, 86, colour, radius=6)
        c.rect(x - 8, 730, 58, 16, darker(colour, 0.25), radius=6)
    tree(c, 1105, 850, 230, TEAL)
    parent = Look(skin=SKIN_DEEP, hair=OCHRE, style="scarf", top=TEAL_DEEP, bottom=INK)
    child = Look(skin=SKIN_DEEP, hair=HAIR_BLACK, style="curly", top=OCHRE, bottom=TEAL_INK)
    standing(c, 775, 850, 250, parent, stride=0.35, skirt=True, right_hand=(828, 760))
    standing(c, 870, 850, 160, child, stride=0.3, left_hand=(830, 762))


def school_gate(c: Canvas) -> None:
    c.gradient(0, 0, 1600, 640, mix(TEAL_SOFT, MIST, 0.4), OFF_WHITE)
    cloud(c, 240, 140, 110)
    cloud(c, 1360, 200, 130)
    tree(c, 120, 650, 330, TEAL_MID)
    tree(c, 1500, 650, 360, TEAL_MID)
    c.rect(260, 300, 1080, 350, CORAL)
    c.rect(260, 290, 1080, 26, OFF_WHITE)
    c.polygon([(230, 296), (1370, 296), (1270, 190), (330, 190)], TEAL_INK)
    c.rect(640, 180, 320, 470, CORAL_DEEP)
    c.polygon([(610, 190), (990, 190), (800, 60)], TEAL_INK)
    c.circle(800, 250, 58, OFF_WHITE)
    c.circle(800, 250, 46, PAPER)
    c.line([(800, 250), (800, 216)], INK, 7)
    c.line([(800, 250), (824, 262)], INK, 7)
    for x in (320, 440, 1000, 1120, 1240):
        window(c, x - 10, 370, 84, 140, OCHRE_PALE if x in (440, 1120) else MIST)
    c.rect(700, 410, 200, 240, OFF_WHITE)
    c.rect(715, 425, 80, 225, TEAL)
    c.rect(805, 425, 80, 225, TEAL)
    for x in (730, 820):
        c.rect(x, 445, 50, 80, MIST, radius=4)
    c.rect(0, 640, 1600, 360, mix(TEAL_MID, OCHRE_PALE, 0.45))
    c.polygon([(700, 640), (900, 640), (1290, 1000), (310, 1000)], SAND)
    for start, end in ((0, 470), (1130, 1600)):
        c.rect(start, 560, end - start, 14, TEAL_INK, radius=6)
        c.rect(start, 770, end - start, 14, TEAL_INK, radius=6)
        for x in range(start + 14, end - 10, 46):
            c.rect(x, 530, 12, 290, TEAL_INK, radius=6)
    for x in (456, 1094):
        c.rect(x - 6, 470, 60, 370, CORAL_DEEP, radius=4)
        c.rect(x - 18, 450, 84, 36, OFF_WHITE, radius=6)
        c.circle(x + 24, 430, 26, OFF_WHITE)
    for hinge, far in ((510, 600), (1094, 1000)):
        for y1, y2 in ((560, 590), (760, 850)):
            c.line([(hinge, y1), (far, y2)], TEAL_INK, 12)
        for share in (0.2, 0.4, 0.6, 0.8, 1):
            bar = hinge + (far - hinge) * share
            c.line([(bar, 530 + 30 * share), (bar, 790 + 90 * share)], TEAL_INK, 10)
    dad = Look(skin=SKIN_BROWN, hair=HAIR_BLACK, top=TEAL_DEEP, bottom=INK_SOFT)
    girl = Look(skin=SKIN_BROWN, hair=HAIR_BLACK, style="bun", top=OCHRE, bottom=TEAL_INK)
    boy = Look(skin=SKIN_PALE, hair=HAIR_AUBURN, top=CORAL, bottom=INK)
    standing(c, 700, 950, 400, dad, back=True, stride=0.25, right_hand=(778, 800))
    standing(c, 840, 950, 240, girl, back=True, stride=0.3, left_hand=(780, 806))
    c.rect(812, 770, 58, 74, CORAL_DEEP, radius=18)
    c.rect(822, 806, 38, 26, CORAL_SOFT, radius=8)
    standing(c, 960, 790, 190, boy, back=True, stride=0.4)
    c.rect(938, 650, 44, 56, TEAL, radius=14)
    c.rect(946, 676, 28, 20, TEAL_SOFT, radius=6)


def bus_stop(c: Canvas) -> None:
    c.gradient(0, 0, 1600, 720, mix(OCHRE_PALE, OFF_WHITE, 0.5), OFF_WHITE)
    c.circle(640, 150, 76, OCHRE)
    cloud(c, 250, 160, 120, PAPER)
    cloud(c, 1280, 170, 140, PAPER)
    for x, w, h in (
        (0, 170, 300),
        (180, 120, 400),
        (310, 200, 250),
        (930, 180, 330),
        (1120, 130, 430),
        (1260, 210, 280),
        (1480, 150, 380),
    ):
        c.rect(x, 720 - h, w, h, TEAL_PALE)
        for row in range(int(h / 70)):
            for column in range(int(w / 50)):
                c.rect(x + 18 + column * 50, 720 - h + 22 + row * 66, 24, 34, MIST, radius=3)
    tree(c, 560, 740, 300, TEAL_MID)
    c.rect(0, 720, 1600, 130, STONE_PALE)
    c.rect(0, 846, 1600, 14, STONE)
    c.rect(0, 860, 1600, 140, INK_SOFT)
    for x in range(60, 1600, 240):
        c.rect(x, 958, 130, 12, OFF_WHITE, radius=6)
    _bus(c, 820, 870)
    c.rect(120, 330, 560, 26, TEAL_DEEP, radius=10)
    c.rect(150, 356, 500, 330, see_through(PAPER, 0.5))
    for x in (140, 390, 640):
        c.rect(x, 340, 16, 440, TEAL_DEEP, radius=6)
    c.rect(425, 410, 150, 200, PAPER, radius=8)
    text_lines(c, 445, 500, [100, 84, 104, 60], 24, STONE, 8)
    c.rect(445, 430, 110, 46, CORAL, radius=6)
    c.rect(180, 650, 200, 22, WOOD, radius=8)
    for x in (205, 345):
        c.rect(x, 670, 14, 100, WOOD_DEEP, radius=5)
    c.line([(735, 790), (735, 300)], INK, 14)
    c.circle(735, 290, 58, CORAL)
    c.circle(735, 290, 46, OFF_WHITE)
    c.rect(708, 270, 54, 40, TEAL_DEEP, radius=8)
    c.rect(714, 276, 42, 16, MIST, radius=3)
    c.circle(722, 312, 6, TEAL_DEEP)
    c.circle(748, 312, 6, TEAL_DEEP)
    mother = Look(skin=SKIN_TAN, hair=HAIR_BROWN, style="bob", top=CORAL, bottom=TEAL_INK)
    elder = Look(skin=SKIN_PALE, hair=HAIR_GREY, style="bun", top=TEAL, bottom=INK_SOFT)
    standing(c, 265, 815, 320, elder, left_hand=(208, 690))
    c.line([(206, 690), (196, 815)], WOOD_DEEP, 8)
    standing(c, 450, 820, 345, mother, right_hand=(520, 660))
    c.line([(516, 660), (570, 720)], INK, 9)
    c.polygon(arc_points((620, 712), 74, 74, 0, 180), OCHRE)
    c.polygon([(620, 712), *arc_points((620, 712), 76, 80, 180, 275)], OCHRE_DEEP)
    c.line([(590, 780), (560, 806)], INK, 8)
    c.line([(650, 780), (676, 806)], INK, 8)
    for x in (562, 676):
        c.circle(x, 812, 22, INK)
        c.circle(x, 812, 10, STONE)


def _bus(c: Canvas, x: float, road: float) -> None:
    """A double-decker that pulls in from the right."""
    c.shadow(x + 440, road + 36, 470, 22)
    c.rect(x, road - 540, 900, 550, CORAL, radius=44)
    c.rect(x, road - 300, 900, 40, CORAL_DEEP)
    c.rect(x, road - 60, 900, 70, CORAL_DEEP, radius=20)
    for row, top in enumerate((road - 490, road - 240)):
        for i in range(4):
            left = x + 210 + i * 172
            c.rect(left, top, 150, 150, TEAL_PALE, radius=16)
            c.polygon([(left + 90, top), (left + 130, top), (left + 60, top + 150), (left + 20, top + 150)], MIST)
            if (i + row) % 2 == 0:
                c.circle(left + 74, top + 98, 28, (SKIN_DEEP, SKIN_PALE, SKIN_TAN)[(i + row) % 3])
                c.polygon(arc_points((left + 74, top + 150), 48, 32, 180, 360), (TEAL_DEEP, OCHRE)[row])
    c.rect(x + 30, road - 490, 150, 150, TEAL_PALE, radius=16)
    c.polygon([(x + 110, road - 490), (x + 150, road - 490), (x + 80, road - 340), (x + 40, road - 340)], MIST)
    c.rect(x + 40, road - 340, 130, 30, OCHRE_PALE, radius=8)
    c.rect(x + 36, road - 250, 140, 250, TEAL_PALE, radius=12)
    c.rect(x + 102, road - 250, 8, 250, CORAL_DEEP)
    c.circle(x + 14, road - 40, 16, OCHRE_PALE)
    for wheel in (x + 280, x + 700):
        c.circle(wheel, road - 10, 70, INK)
        c.circle(wheel, road - 10, 36, STONE)
        c.circle(wheel, road - 10, 14, INK_SOFT)
