"""The queries that GraphiQL opens with. Each is run by a test on the demo library, where each finds something."""

from __future__ import annotations

EXAMPLES: list[dict[str, str]] = [
    {
        "name": "Newest articles",
        "query": """# The newest articles, as a list page needs them. Run it with
# Ctrl-Enter.
query NewestArticles {
  articles(first: 5, orderBy: [NEWEST]) {
    totalCount
    nodes {
      title
      path
      summary
      kind
      readingMinutes
      topics { name slug }
      people(role: AUTHOR) { person { name } }
      coverImage { alt rendition(size: CARD) { url width height } }
    }
  }
}
""",
        "variables": "",
    },
    {
        "name": "Next page",
        "query": """# Paging: copy endCursor into the variable "after" and run it again,
# until hasNextPage is false.
query NextPage($after: String) {
  tools(first: 5, orderBy: [TITLE], after: $after) {
    totalCount
    nodes { title path kind }
    pageInfo { hasNextPage endCursor }
  }
}
""",
        "variables": '{"after": null}',
    },
    {
        "name": "One page with its blocks",
        "query": """# One page by its path, the blocks of its body each with the fields
# of its type.
query PageWithBlocks($path: String!) {
  page(by: {path: $path}) {
    __typename
    title
    breadcrumbs { title path }
    ... on Resource {
      summary
      lastReviewed
      people { role person { name roleTitle } }
      body { ...BlockFields }
      relatedResources { title path }
    }
  }
}

fragment BlockFields on Block {
  __typename
  ... on HeadingBlock { heading level anchor }
  ... on RichTextBlock { text { html } }
  ... on CalloutBlock { calloutKind title text { html } }
  ... on ChecklistBlock { title items { text hint } }
  ... on StepsBlock { title steps { title text { html } } }
  ... on TableBlock { caption hasHeaderRow rows { cells } }
  ... on ImageBlock { image { alt rendition(size: MEDIUM) { url width height } } caption }
  ... on DocumentBlock { available title document { title url } }
  ... on ReflectionBlock { question prompt }
}
""",
        "variables": '{"path": "/knowledge/how-to-ask-about-money/"}',
    },
    {
        "name": "Search",
        "query": """# A search with a slip of the pen: what it found, where, and what it
# can be narrowed by.
# Try "food bank" in quotes, housing -asthma, or topic:housing.
query Search($words: String, $filter: SearchFilter) {
  search(query: $words, filter: $filter, first: 10) {
    totalCount
    searchedInsteadFor
    edges {
      score
      highlights { field fragments }
      node { __typename title path ... on Resource { summary } }
    }
    facets(fields: [TYPE, TOPICS, KIND]) { field buckets { value label count } }
    pageInfo { hasNextPage endCursor }
  }
}
""",
        "variables": '{"words": "safegaurding kids", "filter": {"types": ["ARTICLE", "TOOL", "WELLBEING_GUIDANCE"]}}',
    },
    {
        "name": "As somebody types",
        "query": """# What somebody may be about to type, from two letters on.
query AsSomebodyTypes($typed: String!) {
  suggest(prefix: $typed) { kind text slug resource { title path } }
}
""",
        "variables": '{"typed": "hou"}',
    },
    {
        "name": "Images",
        "query": """# Pictures for every screen. The addresses make the files when they
# are first asked for.
query Images($path: String!) {
  page(by: {path: $path}) {
    title
    ... on Resource {
      coverImage {
        alt
        decorative
        credit
        focalPoint { x y }
        srcSet
        avif: srcSet(format: AVIF)
        thumb: rendition(size: THUMBNAIL) { url width height }
        card: rendition(size: CARD) { url width height }
      }
    }
    seo { image { url width height } }
  }
}
""",
        "variables": '{"path": "/knowledge/a-tooth-on-the-theatre-list/"}',
    },
    {
        "name": "Coming events",
        "query": """# Events that take place and have not ended, the next one first.
# Moments have the offset of the event's own time zone.
query ComingEvents {
  events(filter: {upcoming: true}, orderBy: [SOONEST], first: 5) {
    totalCount
    nodes {
      title
      path
      start
      end
      timeZone
      status
      attendance
      registrationState
      registrationUrl
      venue { name }
      speakers { person { name } }
      icalUrl
    }
  }
}
""",
        "variables": "",
    },
    {
        "name": "Heatmap",
        "query": """# Who does what, where: initiatives counted by hexagon (H3), place,
# topic and stage.
query WhoDoesWhatWhere($open: [OpenTo!]) {
  heatmap(resolution: 3, filter: {openTo: $open}) {
    totalCount
    cells { h3Index count centre { latitude longitude } }
    places { count place { name slug } }
    topics { count topic { name slug } }
    stages { count stage }
  }
}
""",
        "variables": '{"open": ["PARTNERS"]}',
    },
    {
        "name": "Routing",
        "query": """# All that a router has to ask: one path is a page, one has moved,
# one is nothing.
query Routing($path: String!) {
  page: route(path: "/tools/housing-letter/") { ...Found }
  moved: route(path: $path) { ...Found }
  nothing: route(path: "/no-such-page/") { ...Found }
}

fragment Found on Route {
  status
  redirect { url isPermanent }
  page { __typename title seo { title description canonicalUrl } }
}
""",
        "variables": '{"path": "/letters/housing/"}',
    },
    {
        "name": "What changed",
        "query": """# For frontends that build pages ahead. The first answer is a cursor
# and nothing else: keep it.
# Change something in the admin, put the cursor into "after", and
# run it again.
query WhatChanged($after: String) {
  contentChanges(after: $after, first: 20) {
    nodes { kind at pageType path previousPath page { title } }
    pageInfo { endCursor hasNextPage }
  }
}
""",
        "variables": '{"after": null}',
    },
    {
        "name": "Questionnaire",
        "query": """# A screening questionnaire as structure; the same as FHIR R4 at
# fhirUrl.
query Questionnaires {
  tools(filter: {kinds: [SCREENING_QUESTIONNAIRE]}, first: 3) {
    nodes {
      title
      adaptedFrom { title path }
      questionnaire {
        itemCount
        fhirUrl
        sections {
          title
          items { linkId text kind wordingNote options { value label } enableWhen { item answer } }
        }
      }
    }
  }
}
""",
        "variables": "",
    },
    {
        "name": "Site and menu",
        "query": """# What every page of a frontend needs: name, menu, help, and the
# topics as a tree.
query SiteAndMenu {
  site { name tagline helpNow { html } navigation { title url page { path } } }
  topics { name slug parent { slug } }
}
""",
        "variables": "",
    },
    {
        "name": "By id",
        "query": """# Everything has an id that stays when it moves or is renamed.
# Copy the one of the page into "ids", and run it again.
query ById($ids: [ID!]!) {
  page(by: {path: "/tools/housing-letter/"}) {
    id
    ... on Resource { topics { id name } }
  }
  nodes(ids: $ids) {
    __typename
    id
    ... on Page { title path }
    ... on Topic { name }
  }
}
""",
        "variables": '{"ids": []}',
    },
]
