"""Terms for tests and generated libraries."""

from __future__ import annotations

import factory

from content_types.taxonomy.models import CareSetting, Organisation, Person, Place, Profession, Topic


class TermFactory(factory.django.DjangoModelFactory):
    """The base of all terms: a name and its slug."""

    name = factory.Sequence(lambda n: f"Term {n}")
    slug = factory.LazyAttribute(lambda term: term.name.lower().replace(" ", "-"))

    class Meta:
        abstract = True


class TopicFactory(TermFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"Topic {n}")
    definition = "How it shapes the health of children."


class ProfessionFactory(TermFactory):
    class Meta:
        model = Profession

    name = factory.Sequence(lambda n: f"Profession {n}")


class CareSettingFactory(TermFactory):
    class Meta:
        model = CareSetting

    name = factory.Sequence(lambda n: f"Setting {n}")


class PlaceFactory(TermFactory):
    class Meta:
        model = Place

    name = factory.Sequence(lambda n: f"Place {n}")
    latitude = 53.8
    longitude = -1.55


class OrganisationFactory(TermFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {n}")
    description = "Cares for children."


class PersonFactory(TermFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Person {n}")
    role_title = "Paediatrician"
