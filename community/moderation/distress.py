"""Whether somebody who writes may be in distress: then the page that thanks them offers “help now” beside it.

That is all it does. Nobody is told, nothing is stored or counted, nothing is held back, and no model reads along: a list of
phrases that people use of themselves, in English and Welsh, short enough to be read by whoever wants to know. It looks for the
first person, because clinicians write about suicide and self-harm all day: “suicide prevention training” offers nothing.
It misses most distress, and is no screening. Where it is wrong, nobody is hurt: the words beside the offer are for whoever reads.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 50_000  # characters that are looked at

_ENGLISH = (
    r"(kill|killing|hang|hanging) myself(?! (laughing|over|if))",
    r"(hurt|hurting|harm|harming|cut|cutting|burn|burning) myself(?! (shaving|cooking|on))",
    r"i (self ?harm|have self ?harmed|am self ?harming|keep self ?harming)",
    r"(end|ending|take|taking) my (own )?life",
    r"end (it|everything) all",
    r"(want|wanted|going|ready|need|prefer) to die(?! (of|from|laughing|with|for))",
    r"(wish|wished) (i|that i) (was|were|had never been|wasn't|weren't) (dead|born|here|alive)",
    r"(don't|do not|no longer|didn't|did not) want to (live|be alive|wake up|exist|be here any ?more)",
    r"(no|not any|any) (reason|point) (to live|in living|in going on|for me to live)",
    r"better off (dead|without me)",
    r"i (can't|cannot|can not) (go on|carry on|cope) (any ?more|any longer|like this)",
    r"i (can't|cannot|can not) take (it|this) any ?more",
    r"i('m| am|'ve been| have been| feel| felt| was)( \w+){0,2} suicidal",
    r"(my|of) suicidal (thoughts|feelings) (are|keep|won't|have)",
    r"i('ve| have)?( just)? (taken|took) an overdose",
    r"(thinking|think|thought|thoughts) (about|of) (suicide|ending it|killing myself|ending my)(?! (prevention|as|in|rates|among|risk))",
)  # fmt: skip
_WELSH = (
    r"(lladd|crogi|niweidio|brifo|torri) fy hun",
    r"(rhoi|roi) (diwedd|terfyn) ar fy mywyd",
    r"cymryd fy mywyd( fy hun)?",
    r"(eisiau|isio|moyn|am) (marw|farw)",
    r"(ddim|dim) (eisiau|isio|moyn|am) (byw|bod yma|deffro)",
    r"(dim|unrhyw) (rheswm|pwynt|bwrpas) (i|dros|mewn) (fyw|byw)",
    r"(well|gwell) (eu byd |ei fyd |ei byd )?(hebdda|hebddo) ?i",
    r"(methu|alla i ddim|fedra i ddim) (mynd|cario) ymlaen",
    r"(dw i|rydw i|rwy|dwi)('n| yn)? (teimlo('n| yn) )?hunanladdol",
    r"meddwl am (hunanladdiad|ladd fy hun)(?! (ymysg|ymhlith|fel))",
)
_PHRASES = re.compile("|".join(rf"(?<!\w)(?:{one})(?!\w)" for one in (*_ENGLISH, *_WELSH)))
_BETWEEN = re.compile(r"[^\w']+")


def seems_distressed(*texts: str | None) -> bool:
    """Whether any of these holds a phrase of somebody in distress. Reads, and does nothing else."""
    return any(_PHRASES.search(_folded(one)) is not None for one in texts if one)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold().replace("’", "'").replace("‘", "'")
    return _BETWEEN.sub(" ", plain)
