"""The colours that every illustration shares; the site's stylesheet uses the same ones."""

TEAL_INK = "#0B3A3F"
TEAL_DEEP = "#0F4C4F"
TEAL = "#1F6F70"
TEAL_MID = "#4C9A94"
TEAL_SOFT = "#8FC1B9"
TEAL_PALE = "#C3DDD6"
MIST = "#E1EEE9"

CORAL_DEEP = "#B9482F"
CORAL = "#E8765A"
CORAL_SOFT = "#F19C84"
CORAL_PALE = "#F8CFC0"

SAND = "#EEDFC4"
SAND_DEEP = "#DBC49B"
OCHRE_DEEP = "#B87A16"
OCHRE = "#DFA035"
OCHRE_PALE = "#F3CF82"

OFF_WHITE = "#FBF6EC"
PAPER = "#FFFDF8"
INK = "#1D2B33"
INK_SOFT = "#4B5B62"
STONE = "#A9AFA8"
STONE_PALE = "#D8DAD2"

WOOD = "#A86F45"
WOOD_DEEP = "#7E4F31"
WOOD_PALE = "#CC9A6B"

SKIN_PALE = "#F3CDB1"
SKIN_TAN = "#D9A177"
SKIN_BROWN = "#A56A43"
SKIN_DEEP = "#6E4630"

HAIR_BLACK = "#241F23"
HAIR_BROWN = "#5A3A29"
HAIR_AUBURN = "#9A5230"
HAIR_GREY = "#B7B3A9"


def mix(first: str, second: str, share: float) -> str:
    """The colour that is `share` (0 to 1) of the way from `first` to `second`."""
    channels = (round(int(first[i : i + 2], 16) * (1 - share) + int(second[i : i + 2], 16) * share) for i in (1, 3, 5))
    return "#" + "".join(f"{channel:02X}" for channel in channels)


def darker(colour: str, share: float = 0.12) -> str:
    """`colour` moved towards ink, as for the side of a thing that is turned from the light."""
    return mix(colour, INK, share)


def lighter(colour: str, share: float = 0.25) -> str:
    """`colour` moved towards paper."""
    return mix(colour, PAPER, share)


def see_through(colour: str, opacity: float) -> str:
    """`colour` with an alpha channel, for shadows, glass and light."""
    return f"{colour}{round(opacity * 255):02X}"
