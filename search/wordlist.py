"""Words of English and of medicine that are right although the library has none of them: never replaced without asking.

``words/english.txt.xz`` has them sorted, one a line; where they are from and under which licences: ``words/README.md``. A process reads them
when it first meets a word that no document has, before it forks where it can: 70 ms of CPU once, and memory as the file is long.
"""

from __future__ import annotations

import lzma
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("words") / "english.txt.xz"
SHORTEST_REST = 5  # letters behind a beginning
# What words of medicine begin with, each a part that may stand before any other word: “micro-invasive”, “para-cortical”.
_BEGINNINGS = """
    abdomino acantho acro adeno adipo adreno aero amino amnio amylo andro angio ante anthropo anti arachno arterio arthro astro atrio auto
    bacterio bili bio blepharo brachy brady broncho calci carcino cardio cephalo cerebro cervico chemo cholangio chole cholecysto chondro
    chromo colo colpo contra cortico costo counter cranio cryo crypto cyano cysto cyto dacryo dento dermato dermo dextro dihydro dys echo
    ecto electro encephalo endo entero epi epithelio erythro ethyl extra fibro fluoro galacto gastro genito gluco glyco gonado granulo
    gynaeco gyneco haema haemato haemo hemato hemi hemo hepato hetero histo homo hydro hydroxy hyper hypo hystero iatro idio ileo immuno
    infra inter intra juxta karyo kerato keto labio lacto laparo laryngo latero leio leuco leuko lipo litho lympho macro mammo masto mega
    megalo melano meningo meno meso meta methyl metro micro mono morpho muco multi myco myelo myo myxo nano naso necro nephro neuro neutro
    nitro non oculo odonto oesophago oligo omni onco onycho oophoro ophthalmo orchido ortho osteo oto ovario over paleo pan para patho
    pelvi penta peri phago pharmaco pharyngo phlebo phono phospho photo physio pleuro pneumo podo poly post pre pro procto proto pseudo
    psycho pulmo pyelo pyo pyro quadri quasi radio recto reni retino retro rheo rheumato rhino salpingo sarco sclero self semi sero sialo
    socio somato spheno spleno spondylo steato stereo steno sterno stomato sub super supra tachy tele teno tetra thermo thoraco thrombo
    thymo thyro toxico tracheo trans tropho ultra under uni uretero urethro uro utero vagino vaso veno ventriculo vesico viro xantho xeno
"""
BEGINNINGS = frozenset(_BEGINNINGS.split())


def knows(word: str) -> bool:
    """Whether a folded, small word is in the list, or its singular, or is a known beginning before one that is."""
    if lists(word):
        return True
    return any(word[:at] in BEGINNINGS and lists(word[at:]) for at in range(2, len(word) - SHORTEST_REST + 1))


def lists(word: str) -> bool:
    """Whether the whole of a folded, small word is in the list, or its singular."""
    return _has(word) or (word.endswith("s") and _has(word[:-1])) or (word.endswith("es") and _has(word[:-2]))


def beginning(word: str) -> str:
    """The longest known beginning of a word; empty where it has none."""
    return max((word[:at] for at in range(2, len(word) - 2) if word[:at] in BEGINNINGS), key=len, default="")


def load() -> None:
    """Read the list now, so that it is shared by the processes that fork from this one."""
    _words()


def _has(word: str) -> bool:
    """Looks for the word by halves; each line between ``low`` and ``high`` may still be it."""
    words, wanted = _words(), word.encode()
    low, high = 0, len(words)
    while low < high:
        begin = words.rfind(b"\n", 0, (low + high) // 2) + 1
        end = words.index(b"\n", begin)
        found = words[begin:end]
        if found == wanted:
            return True
        if found < wanted:
            low = end + 1
        else:
            high = begin
    return False


@cache
def _words() -> bytes:
    return lzma.decompress(FILE.read_bytes())
