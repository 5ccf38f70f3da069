"""Codes of clinical terminologies: which systems there are, and whether a code can be one of theirs."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

LOINC, SNOMED, ICD10, ABSENT = "loinc", "snomed", "icd10", "absent"
SYSTEMS = [
    (LOINC, "LOINC"),
    (SNOMED, "SNOMED CT"),
    (ICD10, "ICD-10"),
    (ABSENT, "HL7: why there is no answer"),
]
URLS = {
    LOINC: "http://loinc.org",
    SNOMED: "http://snomed.info/sct",
    ICD10: "http://hl7.org/fhir/sid/icd-10",
    ABSENT: "http://terminology.hl7.org/CodeSystem/data-absent-reason",
}
UCUM = "http://unitsofmeasure.org"
# FHIR's own rule of a code: no blanks at its ends, and single ones within (http://hl7.org/fhir/R4/datatypes.html#code).
CODE = r"^\S+( \S+)*$"

_LOINC_TERM = re.compile(r"(\d{1,7})-(\d)")
_LOINC_PART = re.compile(r"L[ALP]\d+-\d")
_SNOMED = re.compile(r"[1-9]\d{5,17}")
_ICD10 = re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?")


def check_code(system: str, code: str) -> None:
    """Reject what no code of the system looks like, and numbers whose check digit tells of a slip. Raises ValidationError."""
    if system == LOINC and not _is_loinc(code):
        raise ValidationError(
            f"“{code}” is not a LOINC code. Compare it at loinc.org: a term is like 88122-7, an answer like LA28397-0.",
            code="loinc",
        )
    if system == SNOMED and not _is_snomed(code):
        raise ValidationError(
            f"“{code}” is not a SNOMED CT code. Compare it in a SNOMED CT browser: it is 6 to 18 digits, such as 733423003.",
            code="snomed",
        )
    if system == ICD10 and not _ICD10.fullmatch(code):
        raise ValidationError(f"“{code}” is not an ICD-10 code. It is like Z59 or Z59.4.", code="icd10")


def _is_loinc(code: str) -> bool:
    term = _LOINC_TERM.fullmatch(code)
    return _luhn(term[1]) == int(term[2]) if term else bool(_LOINC_PART.fullmatch(code))


def _luhn(digits: str) -> int:
    """The check digit modulo 10 of LOINC (LOINC Users' Guide, appendix C)."""
    doubled = [int(one) * 2 for one in digits[::-2]]
    return -(sum(one // 10 + one % 10 for one in doubled) + sum(map(int, digits[-2::-2]))) % 10


def _is_snomed(code: str) -> bool:
    """Whether the number has the check digit of Verhoeff's scheme (SNOMED CT Release File Specifications, 6.3)."""
    if not _SNOMED.fullmatch(code):
        return False
    check = 0
    for place, digit in enumerate(reversed(code)):
        permuted = int(digit)
        for _ in range(place % 8):
            permuted = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[permuted]
        check = _dihedral(check, permuted)
    return check == 0


def _dihedral(one: int, other: int) -> int:
    """The product of two elements of the dihedral group of the pentagon: rotations 0 to 4, reflections 5 to 9."""
    if one < 5:
        return (one + other) % 5 if other < 5 else 5 + (one + other) % 5
    return 5 + (one - other) % 5 if other < 5 else (one - other) % 5
