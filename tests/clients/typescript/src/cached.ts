// Reads the library at LIBRARY_URL with urql, as docs/api/urql.md sets it up; prints what it found as JSON, for the test that started it.
import { Client, fetchExchange, type TypedDocumentNode } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import {
  ArticleCardsDocument,
  ArticleListDocument,
  type ArticleListQuery,
  ArticlesByIdDocument,
  FoundResourcesDocument,
  RoutedPageDocument,
  SiteFooterDocument,
  SiteHeaderDocument,
  WholeArticleCardsDocument,
} from "./generated.js";
import { given } from "./given.js";
import { recording, requests, url, warnings } from "./recorded.js";
import { librarySchema } from "./schema.js";
import { connect } from "./urql-client.js";

/** The data of an answer without errors. */
async function ask<Data, Variables extends Record<string, unknown>>(
  client: Client,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  requestPolicy: "cache-first" | "cache-only" = "cache-first",
): Promise<Data> {
  const { data, error } = await client.query<Data, Variables>(document, variables, { requestPolicy }).toPromise();
  if (error || !data) {
    throw error ?? new Error("There is nothing in the cache");
  }
  return data;
}

const schema = await librarySchema(url);
const client = connect(url, schema, { fetch: recording });

const cards = await ask(client, ArticleCardsDocument, { first: 5 });
const ids = given(cards.articles).nodes.map((article) => article.id);
const known = await ask(client, ArticlesByIdDocument, { ids });
const sentBefore = requests.length;
// The list was read without summaries, the summaries without the list: as both are of the same entities, the cache has the whole.
const whole = await ask(client, WholeArticleCardsDocument, { first: 5 }, "cache-only");
const sentForTheWhole = requests.length - sentBefore;

// Another visitor: the server knows the documents by now.
const sentByTheFirst = requests.length;
await ask(connect(url, schema, { fetch: recording }), ArticleCardsDocument, { first: 5 });
const second = requests.slice(sentByTheFirst);

// “Load more”: each page is asked for by its cursor, and comes with those before it.
const pages: number[] = [];
let after: string | null = null;
do {
  const list: ArticleListQuery = await ask(client, ArticleListDocument, { first: 5, after });
  const articles: NonNullable<ArticleListQuery["articles"]> = given(list.articles);
  pages.push(articles.edges.length);
  after = articles.pageInfo.hasNextPage ? (articles.pageInfo.endCursor ?? null) : null;
} while (after !== null);

// Fragments on interfaces, blocks, and what has no id: read from the cache as they came.
const page = { path: "/knowledge/whole-article/" };
const came = await ask(client, RoutedPageDocument, page);
const kept = await ask(client, RoutedPageDocument, page, "cache-only");
await ask(client, SiteHeaderDocument, {});
await ask(client, SiteFooterDocument, {});
await ask(client, SiteHeaderDocument, {}, "cache-only");
const { search } = await ask(client, FoundResourcesDocument, { query: "Article", first: 5 });
const warned = warnings.splice(0);

// A cache that was told nothing of the types warns; so there would be warnings to see.
const untold = new Client({ url: `${url}/graphql/`, preferGetMethod: false, exchanges: [cacheExchange(), fetchExchange] });
await ask(untold, SiteHeaderDocument, {});

console.log(
  JSON.stringify({
    types: given(known.nodes).map((node) => node?.__typename ?? null),
    titles: given(whole.articles).nodes.map((article) => article.title),
    summaries: given(whole.articles).nodes.every((article) => article.summary.length > 0),
    topics: given(whole.articles).nodes.map((article) => article.topics.length),
    sentForTheWhole,
    first: requests.slice(0, sentByTheFirst),
    second,
    pages,
    blocks: came.route?.page && "body" in came.route.page ? came.route.page.body.length : null,
    kept: JSON.stringify(kept) === JSON.stringify(came),
    hits: given(search).edges.length,
    warned,
    untold: warnings.length,
  }),
);
