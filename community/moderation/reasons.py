"""Why something is reported, and on what ground it is decided.

The kinds of illegal content are the 17 kinds of priority illegal content that Ofcom's Risk Assessment Guidance and Risk Profiles (16 December 2024, table of
step 1) has assessed one by one, as amended: the Online Safety Act 2023 (Priority Offences) (Amendment) Regulations 2025, in force since 8 January 2026, add
cyberflashing, which stands with intimate images, and encouraging serious self-harm, which stands with suicide. The codes are stable: programs and the log hold them.
"""

from __future__ import annotations

from django.db import models


class Reason(models.TextChoices):
    """What somebody says is wrong. The first are the kinds of priority illegal content."""

    TERRORISM = "terrorism", "Terrorism"
    CHILD_ABUSE = "child_abuse", "Sexual exploitation or abuse of a child"
    HATE = "hate", "Hate"
    HARASSMENT = "harassment", "Harassment, stalking, threats or abuse"
    COERCIVE_CONTROL = "coercive_control", "Controlling or coercive behaviour"
    INTIMATE_IMAGES = "intimate_images", "Intimate images without consent, or cyberflashing"
    EXTREME_PORNOGRAPHY = "extreme_pornography", "Extreme pornography"
    SEXUAL_EXPLOITATION = "sexual_exploitation", "Sexual exploitation of adults"
    TRAFFICKING = "trafficking", "Human trafficking"
    UNLAWFUL_IMMIGRATION = "unlawful_immigration", "Unlawful immigration"
    FRAUD = "fraud", "Fraud or financial offences"
    PROCEEDS_OF_CRIME = "proceeds_of_crime", "Proceeds of crime"
    DRUGS = "drugs", "Drugs or psychoactive substances"
    WEAPONS = "weapons", "Firearms, knives or other weapons"
    SUICIDE = "suicide", "Encouraging suicide or serious self-harm"
    FOREIGN_INTERFERENCE = "foreign_interference", "Foreign interference"
    ANIMAL_CRUELTY = "animal_cruelty", "Animal cruelty"
    OTHER_ILLEGAL = "other_illegal", "Illegal in another way"
    HARMFUL_TO_CHILDREN = "harmful_to_children", "Harmful to children"
    PATIENT_DETAILS = "patient_details", "Details of a patient or another person"
    UNSAFE_ADVICE = "unsafe_advice", "Unsafe clinical advice"
    COPYRIGHT = "copyright", "Somebody else's work"
    SPAM = "spam", "Advertising or spam"
    CODE_OF_CONDUCT = "code_of_conduct", "Against the code of conduct"
    OTHER = "other", "Something else"


# The kinds that a risk assessment asks about one by one, in Ofcom's order.
PRIORITY_ILLEGAL = tuple(list(Reason)[:17])
ILLEGAL = frozenset({*PRIORITY_ILLEGAL, Reason.OTHER_ILLEGAL})
# What a moderator looks at before all else: somebody may be in danger now.
URGENT = frozenset({Reason.TERRORISM, Reason.CHILD_ABUSE, Reason.SUICIDE, Reason.INTIMATE_IMAGES, Reason.HARASSMENT})
HOURS_URGENT, HOURS_ILLEGAL, HOURS_OTHER = 24, 48, 7 * 24  # that a report may wait for its decision


def hours_for(reason: str) -> int:
    """Within how many hours what is reported for this reason should be decided."""
    if reason in URGENT or reason == Reason.PATIENT_DETAILS:
        return HOURS_URGENT
    return HOURS_ILLEGAL if reason in ILLEGAL else HOURS_OTHER
