"""The queries that GraphiQL opens with; each is run by a test."""

from __future__ import annotations

EXAMPLES: list[dict[str, str]] = [
    {
        "name": "Newest articles",
        "query": """# The newest articles, as a list page needs them.
query NewestArticles {
  articles(first: 5, orderBy: [NEWEST]) {
    totalCount
    nodes {
      title
      url
      summary
      articleKind
      topics { name slug }
      people { role person { name } }
      coverImage { alt rendition(size: CARD) { url width height } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
""",
        "variables": "",
    },
    {
        "name": "One page with its blocks",
        "query": """# One page by its path, every block of its body typed.
query Page($path: String!) {
  page(urlPath: $path) {
    __typename
    title
    ancestors { title path }
    ... on LibraryResource {
      summary
      body {
        __typename
        ... on RichTextBlock { text { html } }
        ... on HeadingBlock { heading level anchor }
        ... on CalloutBlock { calloutKind title text { html } }
        ... on ImageBlock { image { alt rendition(size: MEDIUM) { url width height } } caption }
      }
      relatedResources { title url }
    }
  }
}
""",
        "variables": '{"path": "/tools/deep-social-history/"}',
    },
    {
        "name": "Questionnaire",
        "query": """# A screening questionnaire as structure.
query Questionnaires {
  tools(filter: {kinds: [SCREENING_QUESTIONNAIRE]}) {
    nodes {
      title
      adaptedFrom { title }
      questionnaire {
        itemCount
        fhirUrl
        sections { title items { linkId text kind wordingNote options { value label } enableWhen { item answer } } }
      }
    }
  }
}
""",
        "variables": "",
    },
    {
        "name": "Search",
        "query": """# A search with a slip of the pen, what it found, and what it can be narrowed by.
query Search($words: String) {
  search(query: $words, first: 10) {
    totalCount
    searchedInsteadFor
    edges {
      score
      highlights { field fragments }
      node { __typename title url }
    }
    facets(fields: [TYPE, TOPICS]) { field buckets { value label count } }
    pageInfo { hasNextPage endCursor }
  }
}
""",
        "variables": '{"words": "safegaurding kids"}',
    },
    {
        "name": "Suggestions",
        "query": """# What somebody may be about to type.
query Suggest {
  suggest(prefix: "hou") { kind text slug resource { title url } }
}
""",
        "variables": "",
    },
    {
        "name": "Coming events",
        "query": """query ComingEvents {
  events(filter: {upcoming: true}, orderBy: [SOONEST]) {
    nodes { title start timeZone attendance registrationState venue { name } speakers { person { name } } icalUrl }
  }
}
""",
        "variables": "",
    },
    {
        "name": "Heatmap",
        "query": """query Heatmap {
  heatmap(resolution: 3) {
    totalCount
    cells { h3Index count centre { latitude longitude } }
    places { count place { name } }
    topics { count topic { name } }
  }
}
""",
        "variables": "",
    },
]
