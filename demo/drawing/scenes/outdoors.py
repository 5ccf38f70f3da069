"""Pictures out of doors: play, walking, the map, the city."""

from demo.drawing.canvas import Canvas, Point, arc_points, smooth, turned
from demo.drawing.coastline import REPUBLIC_OF_IRELAND, UNITED_KINGDOM, LonLat
from demo.drawing.figures import Look, head, standing
from demo.drawing.objects import cloud, tree
from demo.drawing.palette import (
    CORAL,
    CORAL_DEEP,
    CORAL_PALE,
    HAIR_AUBURN,
    HAIR_BLACK,
    HAIR_BROWN,
    HAIR_GREY,
    INK,
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
    mix,
    see_through,
)


def _swing(c: Canvas, x: float, top: float, seat: Point, rider: Look | None) -> None:
    sx, sy = seat
    for dx in (-34, 34):
        c.line([(x + dx, top), (sx + dx, sy)], STONE, 6)
    if rider:
        c.taper([(sx + 6, sy - 20), (sx + 78, sy + 6), (sx + 104, sy + 62)], rider.bottom, 40, 26)
        c.taper([(sx, sy - 20), (sx - 22, sy - 108)], rider.top, 62, 54)
        c.taper([(sx - 18, sy - 100), (sx + 26, sy - 92), (sx + 24, sy - 140)], darker(rider.top), 24, 18)
        head(c, sx - 30, sy - 172, 38, rider)
        c.rect(sx + 88, sy + 52, 46, 24, CORAL_DEEP, radius=10)
    c.rect(sx - 50, sy - 6, 100, 18, INK, radius=8)


def playground(c: Canvas) -> None:
    c.gradient(0, 0, 1600, 640, TEAL_PALE, OFF_WHITE)
    c.circle(1380, 160, 80, OCHRE_PALE)
    cloud(c, 260, 150, 120)
    cloud(c, 1080, 110, 90)
    c.land([(-20, 560), (360, 470), (800, 540), (1200, 450), (1620, 520)], 720, TEAL_SOFT)
    for x, size in ((80, 280), (660, 250), (1520, 320)):
        tree(c, x, 650, size, TEAL_MID)
    c.rect(0, 640, 1600, 360, mix(TEAL_MID, OCHRE_PALE, 0.35))
    c.ellipse(800, 850, 860, 150, SAND)
    for x in (110, 590):
        c.line([(x + 60, 300), (x - 20, 830)], TEAL_DEEP, 20)
        c.line([(x + 60, 300), (x + 140, 830)], TEAL_DEEP, 20)
    c.line([(150, 300), (680, 300)], TEAL_DEEP, 24)
    rider = Look(skin=SKIN_DEEP, hair=HAIR_BLACK, style="curly", top=CORAL, bottom=TEAL_INK)
    c.shadow(360, 840, 110, 14)
    _swing(c, 300, 306, (362, 690), rider)
    c.shadow(520, 846, 60, 10)
    _swing(c, 520, 306, (520, 740), None)
    _slide(c)
    mum = Look(skin=SKIN_TAN, hair=TEAL, style="scarf", top=OCHRE, bottom=INK)
    standing(c, 770, 880, 330, mum, right_hand=(860, 690))
    child = Look(skin=SKIN_PALE, hair=HAIR_AUBURN, style="bob", top=TEAL, bottom=CORAL_DEEP)
    standing(c, 925, 890, 190, child, stride=0.5, left_hand=(880, 730), right_hand=(985, 740))
    for x, y in ((60, 900), (150, 960), (640, 965), (1480, 960), (1560, 890)):
        for dx in (-16, 0, 16):
            c.line([(x, y), (x + dx, y - 34 + abs(dx) * 0.6)], TEAL, 7)
    c.circle(480, 930, 44, CORAL)
    c.polygon(arc_points((480, 930), 44, 44, 60, 120) + arc_points((480, 930), 44, 44, 240, 300), OFF_WHITE)
    c.circle(480, 930, 11, OCHRE)


def _slide(c: Canvas) -> None:
    c.shadow(1250, 860, 320, 26)
    for x in (1060, 1200):
        c.rect(x, 410, 20, 450, WOOD_DEEP, radius=6)
    c.polygon([(1030, 330), (1250, 330), (1140, 210)], CORAL)
    for x in (1056, 1208):
        c.rect(x, 320, 14, 150, WOOD_DEEP)
    c.rect(1040, 500, 200, 22, WOOD, radius=6)
    c.rect(1060, 440, 160, 16, OCHRE, radius=6)
    for i in range(5):
        c.rect(1080, 560 + i * 60, 120, 14, OCHRE, radius=6)
    rail = [(1230, 490), (1300, 560), (1370, 690), (1440, 800), (1540, 830)]
    c.curve(rail, OCHRE, 64)
    c.curve([(x, y - 6) for x, y in rail], OCHRE_PALE, 36)
    sliding = Look(skin=SKIN_BROWN, hair=HAIR_BROWN, style="bun", top=TEAL, bottom=CORAL)
    c.taper([(1330, 600), (1400, 672), (1420, 740)], sliding.bottom, 42, 28)
    c.taper([(1326, 600), (1330, 520)], sliding.top, 62, 54)
    c.taper([(1330, 530), (1380, 520), (1402, 470)], darker(sliding.top), 24, 18)
    c.circle(1404, 466, 12, SKIN_BROWN)
    head(c, 1328, 458, 38, sliding)


def walking_path(c: Canvas) -> None:
    c.gradient(0, 0, 1600, 620, mix(TEAL_SOFT, OFF_WHITE, 0.35), mix(OFF_WHITE, CORAL_PALE, 0.4))
    c.circle(1140, 230, 96, OCHRE)
    c.circle(1140, 230, 80, mix(OCHRE, OCHRE_PALE, 0.5))
    cloud(c, 330, 170, 140)
    cloud(c, 1420, 150, 100)
    c.land([(-20, 450), (240, 330), (480, 420), (760, 300), (1060, 430), (1360, 330), (1620, 410)], 800, TEAL_PALE)
    c.land([(-20, 520), (300, 450), (700, 520), (1100, 430), (1620, 540)], 900, TEAL_SOFT)
    c.land([(-20, 640), (300, 560), (820, 620), (1240, 540), (1620, 600)], 1000, TEAL_MID)
    tree(c, 180, 610, 200, TEAL, tall=True)
    tree(c, 265, 612, 160, TEAL, tall=True)
    tree(c, 1420, 600, 200, TEAL)
    c.land([(-20, 760), (400, 690), (900, 740), (1620, 650)], 1000, TEAL)
    left = smooth([(930, 560), (820, 610), (900, 680), (1020, 740), (820, 830), (480, 1010)])
    right = smooth([(960, 560), (880, 612), (980, 676), (1180, 748), (1090, 850), (1010, 1010)])
    c.polygon(left + right[::-1], SAND)
    c.curve([(946, 562), (852, 612), (944, 680)], SAND_DEEP, 3)
    tree(c, 1360, 860, 420, TEAL_DEEP)
    tree(c, 130, 870, 380, TEAL_DEEP)
    c.rect(300, 760, 190, 18, WOOD, radius=6)
    c.rect(300, 716, 190, 16, WOOD, radius=6)
    c.polygon([(296, 786), (494, 786), (506, 806), (284, 806)], WOOD_PALE)
    for x in (316, 458):
        c.rect(x, 700, 14, 130, WOOD_DEEP, radius=5)
    c.line([(1180, 780), (1180, 590)], WOOD_DEEP, 16)
    c.polygon([(1130, 600), (1250, 600), (1280, 625), (1250, 650), (1130, 650)], OCHRE)
    c.polygon([(1230, 664), (1120, 664), (1092, 688), (1120, 712), (1230, 712)], CORAL)
    first = Look(skin=SKIN_DEEP, hair=HAIR_BLACK, style="bun", top=CORAL, bottom=INK)
    second = Look(skin=SKIN_PALE, hair=HAIR_GREY, top=OCHRE, bottom=TEAL_INK)
    standing(c, 800, 900, 300, first, back=True, stride=0.3)
    c.rect(768, 676, 64, 90, TEAL_DEEP, radius=20)
    c.rect(780, 720, 40, 34, TEAL_MID, radius=10)
    standing(c, 920, 895, 315, second, back=True, stride=0.3, right_hand=(972, 740))
    c.line([(972, 740), (984, 894)], WOOD_DEEP, 8)
    c.shadow(1040, 890, 60, 9)
    c.taper([(1010, 842), (1070, 842)], WOOD_PALE, 44, 40)
    for x in (1004, 1020, 1062, 1076):
        c.line([(x, 850), (x, 886)], WOOD, 11)
    c.circle(1088, 816, 24, WOOD_PALE)
    c.ellipse(1098, 806, 9, 18, WOOD_DEEP, angle=-20)
    c.line([(996, 836), (974, 806)], WOOD_PALE, 10)
    for x, y, colour in (
        (560, 950, OCHRE_PALE),
        (330, 930, CORAL_PALE),
        (1180, 940, OCHRE_PALE),
        (1290, 960, CORAL_PALE),
        (70, 950, OCHRE_PALE),
    ):
        for i in range(5):
            dx, dy = turned([(0, -12)], (0, 0), i * 72)[0]
            c.circle(x + dx, y + dy, 8, colour)
        c.circle(x, y, 7, OCHRE_DEEP)


def _projected(place: LonLat) -> Point:
    """Equirectangular at 55° north: enough for a picture."""
    longitude, latitude = place
    return (845 + (longitude + 3.1) * 0.574 * 86, 965 - (latitude - 49.75) * 86)


def map_of_uk(c: Canvas) -> None:
    c.rect(0, 0, 1600, 1000, TEAL_PALE)
    for x, y, r in ((1340, 250, 300), (180, 820, 320), (250, 190, 170)):
        c.circle(x, y, r, mix(TEAL_PALE, MIST, 0.6))
    for x, y in ((200, 300), (330, 700), (1290, 190), (1380, 520), (1250, 780), (130, 520), (1460, 860), (420, 140)):
        for i in range(3):
            c.arc((x + i * 38, y), 19, 13, 200, 340, TEAL_SOFT, 6)
    for ring in REPUBLIC_OF_IRELAND:
        c.polygon([_projected(place) for place in ring], mix(TEAL_PALE, STONE_PALE, 0.75))
    for ring in UNITED_KINGDOM:
        c.polygon([(x + 9, y + 11) for x, y in map(_projected, ring)], see_through(INK, 0.14))
    for ring in UNITED_KINGDOM:
        c.polygon([_projected(place) for place in ring], TEAL)
    pins = {
        "glasgow": ((-4.25, 55.86), CORAL),
        "newcastle": ((-1.61, 54.97), OCHRE),
        "belfast": ((-5.93, 54.6), OCHRE),
        "leeds": ((-1.55, 53.8), CORAL),
        "cardiff": ((-3.3, 51.6), OCHRE),
        "birmingham": ((-1.9, 52.48), PAPER),
        "london": ((-0.12, 51.51), CORAL),
        "inverness": ((-4.2, 57.4), PAPER),
        "norwich": ((0.9, 52.6), OCHRE),
        "plymouth": ((-4.0, 50.6), CORAL),
    }
    for a, b in (
        ("glasgow", "newcastle"),
        ("glasgow", "belfast"),
        ("glasgow", "inverness"),
        ("newcastle", "leeds"),
        ("leeds", "birmingham"),
        ("birmingham", "cardiff"),
        ("birmingham", "london"),
        ("london", "norwich"),
        ("cardiff", "plymouth"),
        ("leeds", "belfast"),
    ):
        start, end = _projected(pins[a][0]), _projected(pins[b][0])
        for i in range(1, 12):
            t = i / 12
            bow = 34 * t * (1 - t) * 4 * 0.5
            c.circle(start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t - bow, 4.5, OCHRE_PALE)
    for place, colour in pins.values():
        _pin(c, *_projected(place), 30 if colour != PAPER else 24, colour)


def _pin(c: Canvas, x: float, y: float, size: float, colour: str) -> None:
    c.ellipse(x, y, size * 0.5, size * 0.2, see_through(INK, 0.35))
    rim = arc_points((x, y - size * 1.6), size, size, 150, 390)
    c.polygon([*rim, (x, y)], colour)
    c.circle(x, y - size * 1.6, size * 0.42, TEAL_INK)


def sunrise_over_city(c: Canvas) -> None:
    c.gradient(0, 0, 1600, 420, mix(TEAL_SOFT, CORAL_PALE, 0.2), CORAL_PALE)
    c.gradient(0, 415, 1600, 300, CORAL_PALE, OCHRE_PALE)
    c.rect(0, 700, 1600, 110, mix(CORAL, CORAL_PALE, 0.45))
    c.glow(800, 560, 520, OCHRE_PALE, 0.9)
    c.circle(800, 560, 190, OCHRE)
    c.circle(800, 560, 165, mix(OCHRE, OCHRE_PALE, 0.5))
    cloud(c, 300, 230, 150, mix(CORAL_PALE, OFF_WHITE, 0.5))
    cloud(c, 1290, 170, 120, mix(CORAL_PALE, OFF_WHITE, 0.5))
    for x, y, s in ((560, 240, 34), (650, 200, 26), (620, 300, 22), (1060, 290, 28)):
        c.arc((x - s / 2, y), s / 2, s * 0.36, 190, 350, INK, 6)
        c.arc((x + s / 2, y), s / 2, s * 0.36, 190, 350, INK, 6)
    far = (
        (0, 120, 230),
        (110, 90, 300),
        (205, 150, 190),
        (350, 80, 260),
        (440, 130, 170),
        (1010, 110, 210),
        (1110, 80, 330),
        (1200, 160, 200),
        (1370, 90, 280),
        (1470, 140, 220),
    )
    for x, w, h in far:
        c.rect(x, 700 - h, w, h + 20, mix(CORAL, CORAL_PALE, 0.45), radius=4)
    c.polygon([(120, 400), (155, 340), (190, 400)], mix(CORAL, CORAL_PALE, 0.45))
    c.polygon([(1110, 372), (1150, 280), (1190, 372)], mix(CORAL, CORAL_PALE, 0.45))
    near = (
        (0, 160, 170),
        (170, 110, 260),
        (290, 150, 140),
        (450, 90, 210),
        (550, 130, 120),
        (690, 110, 90),
        (810, 120, 110),
        (940, 110, 180),
        (1060, 150, 130),
        (1220, 100, 270),
        (1330, 130, 160),
        (1470, 140, 230),
    )
    for i, (x, w, h) in enumerate(near):
        c.rect(x, 740 - h, w, h + 20, (TEAL, mix(TEAL, TEAL_MID, 0.5), TEAL_DEEP)[i % 3], radius=4)
        for row in range(int(h / 48)):
            for column in range(int(w / 36)):
                lit = (row * 5 + column * 3 + i) % 4 == 0
                c.rect(x + 14 + column * 34, 760 - h + row * 46, 15, 22, OCHRE_PALE if lit else TEAL_SOFT, radius=2)
    for i in range(6):
        x = 20 + i * 290
        c.polygon([(x - 40, 752), (x + 60, 672), (x + 160, 752)], CORAL_DEEP)
        c.rect(x + 100, 660, 26, 60, CORAL_DEEP)
        c.rect(x - 20, 750, 160, 60, mix(SAND, CORAL_PALE, 0.4))
        for dx in (10, 84):
            c.rect(x + dx, 764, 30, 34, OCHRE_PALE, radius=3)
    c.rect(0, 800, 1600, 22, TEAL_INK)
    c.gradient(0, 822, 1600, 178, mix(TEAL, CORAL_PALE, 0.3), TEAL_DEEP)
    for i in range(9):
        w = 340 - i * 28
        c.rect(800 - w / 2 + (14 if i % 2 else -14), 836 + i * 18, w, 8, see_through(OCHRE_PALE, 0.75), radius=4)
    for x, y, w in ((180, 870, 160), (380, 930, 120), (1220, 880, 180), (1400, 950, 130), (90, 960, 110)):
        c.rect(x, y, w, 7, see_through(TEAL_PALE, 0.45), radius=3)
