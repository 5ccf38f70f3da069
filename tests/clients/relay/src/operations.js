// What relay-compiler reads. In an app, its Babel plugin puts the compiled artifact in the place of each tag; here read.mjs imports them.
import { graphql } from "relay-runtime";

// One fragment for every resource, whatever its type.
export const card = graphql`
  fragment operationsCard on Resource {
    id
    title
    path
    topics {
      id
      name
    }
    coverImage {
      alt
      asset {
        id
        srcSet
      }
    }
  }
`;

// A connection that grows page by page in the store; Relay writes its next-page query itself.
export const articles = graphql`
  fragment operationsArticles on Query
  @argumentDefinitions(first: { type: "Int", defaultValue: 5 }, after: { type: "String" })
  @refetchable(queryName: "operationsNextArticlesQuery") {
    articles(first: $first, after: $after, orderBy: [TITLE]) @connection(key: "operations_articles") {
      totalCount
      edges {
        cursor
        node {
          id
          ...operationsCard
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

export const list = graphql`
  query operationsListQuery($first: Int!) {
    ...operationsArticles @arguments(first: $first)
  }
`;

// Read again by its id alone: of one type, of any page, and of whatever is a node.
export const article = graphql`
  fragment operationsArticle on Article @refetchable(queryName: "operationsArticleAgainQuery") {
    title
    readingMinutes
    body {
      __typename
      blockId
      ... on RichTextBlock {
        text {
          plain
        }
      }
    }
  }
`;

export const page = graphql`
  fragment operationsPage on Page @refetchable(queryName: "operationsPageAgainQuery") {
    title
    parent {
      id
      title
    }
  }
`;

export const anything = graphql`
  query operationsNodesQuery($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      id
      ... on Topic {
        name
      }
      ... on ImageAsset {
        srcSet
      }
      ...operationsCard @alias(as: "card")
    }
  }
`;

// A second connection, of many types, below a filter of its own.
export const found = graphql`
  query operationsSearchQuery($words: String!, $first: Int!, $after: String) {
    search(query: $words, first: $first, after: $after) @connection(key: "operations_search", filters: ["query"]) {
      edges {
        score
        node {
          __typename
          ...operationsPage
        }
      }
    }
  }
`;
