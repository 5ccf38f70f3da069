"""Two libraries that know FHIR R4, and reject what the standard does not know. They take a second to import."""

from __future__ import annotations

from fhir.resources.R4B.operationoutcome import OperationOutcome as OutcomeR4B
from fhir.resources.R4B.questionnaire import Questionnaire as QuestionnaireR4B
from fhirclient.models.operationoutcome import OperationOutcome
from fhirclient.models.questionnaire import Questionnaire

__all__ = ["OperationOutcome", "OutcomeR4B", "Questionnaire", "QuestionnaireR4B"]
