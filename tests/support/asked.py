"""Queries of every part of the library, whose answers are kept."""

from __future__ import annotations

CARD = """title url path ... on Resource { summary tags topics { name parent { name } }
  people { role person { name } }
  coverImage { alt rendition(size: CARD) { url } } relatedResources { title url } }"""
QUERIES = {
    "articles": (
        f"{{ articles(first: 20) {{ totalCount nodes {{ {CARD} body {{ "
        f"... on RichTextBlock {{ text {{ html }} }} }} }} }} }}"
    ),
    "tools": f"{{ tools(first: 20) {{ totalCount nodes {{ {CARD} }} }} }}",
    "events": f"{{ events(first: 20) {{ totalCount nodes {{ {CARD} }} }} }}",
    "initiatives": "{ initiatives(first: 20) { totalCount nodes { title url places { name } } } }",
    "topics": "{ topics { name slug parent { name } } }",
    "sitemap": "{ sitemap(first: 50) { nodes { url } } }",
    "site": (
        "{ site { name tagline home { title } navigation { __typename } } "
        "redirects { nodes { oldPath url page { title } } } }"
    ),
}
PAGE = f"""query($path: String!) {{ route(path: $path) {{ status
  page {{ {CARD} breadcrumbs {{ title url }} parent {{ title }}
  ... on Resource {{ body {{ ... on RichTextBlock {{ text {{ html }} }}
  ... on ResourceLinkBlock {{ page {{ title url }} }} }} }} }} redirect {{ url }} }} }}"""
