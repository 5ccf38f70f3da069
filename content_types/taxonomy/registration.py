"""What the API shows of each kind of term."""

from content_types.core.registry import show
from content_types.taxonomy import graphql as api
from content_types.taxonomy.models import CareSetting, Organisation, Person, Place, Profession, Topic


def show_terms() -> None:
    """Declare them; called once, when Django starts."""
    show(Topic, api.TOPIC_FIELDS)
    show(Profession, api.TERM_FIELDS)
    show(CareSetting, api.TERM_FIELDS)
    show(Place, api.PLACE_FIELDS)
    show(Organisation, api.ORGANISATION_FIELDS)
    show(Person, api.PERSON_FIELDS)
