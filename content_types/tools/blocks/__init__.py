"""The structure of questionnaires and business cases."""

from content_types.tools.blocks.business_case import BusinessCaseBlock
from content_types.tools.blocks.questionnaire import QuestionnaireBlock, QuestionnaireSectionBlock

__all__ = ["BusinessCaseBlock", "QuestionnaireBlock", "QuestionnaireSectionBlock"]
