"""A canvas of 1600 by 1000 units that is painted at twice its size and scaled down for smooth edges."""

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from demo.drawing.palette import INK, mix, see_through

WIDTH = 1600
HEIGHT = 1000
OVERSAMPLING = 2

Point = tuple[float, float]


def turned(points: Sequence[Point], centre: Point, degrees: float) -> list[Point]:
    """The points turned clockwise (as seen on screen) about the centre."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    cx, cy = centre
    return [(cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos) for x, y in points]


def arc_points(centre: Point, rx: float, ry: float, start: float, end: float) -> list[Point]:
    """Points on an ellipse from `start` to `end` degrees; 0 is to the right, 90 is down."""
    count = max(8, int(abs(end - start) / 3))
    angles = (math.radians(start + (end - start) * i / count) for i in range(count + 1))
    return [(centre[0] + rx * math.cos(a), centre[1] + ry * math.sin(a)) for a in angles]


def smooth(points: Sequence[Point], *, closed: bool = False, samples: int = 18) -> list[Point]:
    """A Catmull-Rom curve through the points."""
    knots = [points[-1], *points, points[0], points[1]] if closed else [points[0], *points, points[-1]]
    curve: list[Point] = []
    for p0, p1, p2, p3 in zip(knots, knots[1:], knots[2:], knots[3:], strict=False):
        for i in range(samples):
            t = i / samples
            x, y = (
                0.5
                * (
                    2 * p1[k]
                    + (p2[k] - p0[k]) * t
                    + (2 * p0[k] - 5 * p1[k] + 4 * p2[k] - p3[k]) * t**2
                    + (3 * p1[k] - p0[k] - 3 * p2[k] + p3[k]) * t**3
                )
                for k in (0, 1)
            )
            curve.append((x, y))
    if not closed:
        curve.append(points[-1])
    return curve


class Canvas:
    """Flat shapes in the order they are painted. Lengths are units of the finished picture."""

    def __init__(self, background: str) -> None:
        self._image = Image.new("RGB", (WIDTH * OVERSAMPLING, HEIGHT * OVERSAMPLING), background)
        self._draw = ImageDraw.Draw(self._image, "RGBA")

    def finished(self) -> Image.Image:
        """The picture at its real size."""
        return self._image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)

    def polygon(self, points: Sequence[Point], fill: str) -> None:
        self._draw.polygon([(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points], fill=fill)

    def blob(self, points: Sequence[Point], fill: str) -> None:
        """A closed shape with a smooth outline through the points."""
        self.polygon(smooth(points, closed=True), fill)

    def land(self, points: Sequence[Point], bottom: float, fill: str) -> None:
        """Ground with a smooth skyline through the points and a flat, lower edge."""
        self.polygon([*smooth(points), (points[-1][0], bottom), (points[0][0], bottom)], fill)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: str, angle: float = 0) -> None:
        points = arc_points((x, y), rx, ry, 0, 360)
        self.polygon(turned(points, (x, y), angle) if angle else points, fill)

    def circle(self, x: float, y: float, radius: float, fill: str) -> None:
        self.ellipse(x, y, radius, radius, fill)

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        *,
        radius: float = 0,
        angle: float = 0,
        about: Point | None = None,
    ) -> None:
        """A rectangle with its top left corner at x, y; turned about its middle unless `about` is given."""
        points: list[Point] = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        if radius:
            r = min(radius, width / 2, height / 2)
            corners = ((x + width - r, y + r, -90), (x + width - r, y + height - r, 0), (x + r, y + height - r, 90))
            points = [p for cx, cy, a in (*corners, (x + r, y + r, 180)) for p in arc_points((cx, cy), r, r, a, a + 90)]
        self.polygon(turned(points, about or (x + width / 2, y + height / 2), angle) if angle else points, fill)

    def line(self, points: Sequence[Point], fill: str, width: float) -> None:
        """A line with round ends and joints; only a straight one may be see-through."""
        if len(points) == 2:
            (x1, y1), (x2, y2) = points
            heading = math.degrees(math.atan2(y2 - y1, x2 - x1))
            first = arc_points((x1, y1), width / 2, width / 2, heading + 90, heading + 270)
            self.polygon([*first, *arc_points((x2, y2), width / 2, width / 2, heading - 90, heading + 90)], fill)
        else:
            self.taper(points, fill, width, width)

    def curve(self, points: Sequence[Point], fill: str, width: float) -> None:
        """A smooth line through the points."""
        self.line(smooth(points), fill, width)

    def arc(self, centre: Point, rx: float, ry: float, start: float, end: float, fill: str, width: float) -> None:
        self.line(arc_points(centre, rx, ry, start, end), fill, width)

    def taper(self, points: Sequence[Point], fill: str, start_width: float, end_width: float) -> None:
        """A limb: a line with round joints that grows or shrinks evenly from its start to its end."""
        widths = [start_width + (end_width - start_width) * i / (len(points) - 1) for i in range(len(points))]
        for (x, y), width in zip(points, widths, strict=True):
            self.circle(x, y, width / 2, fill)
        for (x1, y1), (x2, y2), w1, w2 in zip(points, points[1:], widths, widths[1:], strict=False):
            length = math.hypot(x2 - x1, y2 - y1) or 1
            nx, ny = (y1 - y2) / length / 2, (x2 - x1) / length / 2
            self.polygon(
                [
                    (x1 + nx * w1, y1 + ny * w1),
                    (x2 + nx * w2, y2 + ny * w2),
                    (x2 - nx * w2, y2 - ny * w2),
                    (x1 - nx * w1, y1 - ny * w1),
                ],
                fill,
            )

    def gradient(self, x: float, y: float, width: float, height: float, top: str, bottom: str) -> None:
        """A rectangle that passes evenly from one colour to another."""
        steps = 48
        for i in range(steps):
            band = y + height * i / steps
            self.rect(x, band, width, height / steps + 1, mix(top, bottom, i / (steps - 1)))

    def glow(self, x: float, y: float, radius: float, colour: str, opacity: float = 0.5) -> None:
        """Light that fades outwards."""
        steps = 40
        for i in range(steps):
            self.circle(x, y, radius * (1 - i / steps), see_through(colour, opacity * 1.6 / steps))

    def shadow(self, x: float, y: float, rx: float, ry: float, opacity: float = 0.16) -> None:
        """The soft shadow of a thing on the ground."""
        self.ellipse(x, y, rx, ry, see_through(INK, opacity))
