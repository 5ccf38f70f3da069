"""What Wagtail's editor stores of a link."""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.admin.rich_text.converters.contentstate import link_entity
from wagtail.rich_text.feature_registry import FeatureRegistry

from content_types.core.identifiers import normalise_link


@hooks.register("register_rich_text_features", order=1)  # after Wagtail's own
def normalise_links(features: FeatureRegistry) -> None:
    """Web, mail and telephone addresses of links are stored in one form, whether they were chosen or pasted."""
    rules = features.converter_rules_by_converter["contentstate"]["link"]
    features.register_converter_rule(
        "contentstate", "link", {**rules, "to_database_format": {"entity_decorators": {"LINK": _link}}}
    )


def _link(props: dict[str, Any]) -> Any:
    return link_entity({**props, "url": normalise_link(props["url"])} if props.get("url") else props)
