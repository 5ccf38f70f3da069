// Reads the library at LIBRARY_URL with Apollo Client, as docs/api/apollo-client.md sets it up; prints what it found as JSON, for the test
// that started it.
import { ApolloClient, HttpLink, InMemoryCache, type ObservableQuery, type OperationVariables } from "@apollo/client";
import { filter, firstValueFrom } from "rxjs";
import { connect } from "./apollo-client.js";
import {
  ArticleListDocument,
  FoundResourcesDocument,
  NodeDocument,
  RoutedDescriptionDocument,
  RoutedPageDocument,
  SiteFooterDocument,
  SiteHeaderDocument,
} from "./generated.js";
import { given } from "./given.js";
import { recording, requests, url, warnings } from "./recorded.js";

interface Paged {
  edges: readonly unknown[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

/** How many items a component has after each “load more”, from the first page to the last. */
async function loadEverything<Data, Variables extends OperationVariables>(
  query: ObservableQuery<Data, Variables>,
  connection: (data: Data) => Paged | null | undefined,
  more: Partial<Variables> = {},
): Promise<number[]> {
  const lengths: number[] = [];
  for (;;) {
    // Where nothing was added, this waits for ever, and the test says so.
    const shown = await firstValueFrom(
      query.pipe(filter((result) => result.dataState === "complete" && given(connection(result.data as Data)).edges.length > (lengths.at(-1) ?? 0))),
    );
    const { edges, pageInfo } = given(connection(shown.data as Data));
    lengths.push(edges.length);
    if (!pageInfo.hasNextPage) {
      return lengths;
    }
    await query.fetchMore({ variables: { ...more, after: pageInfo.endCursor } as unknown as Partial<Variables> });
  }
}

/** The data of an answer. */
async function data<Data>(asked: Promise<ApolloClient.QueryResult<Data>>): Promise<Data> {
  const { data: found } = await asked;
  if (found === undefined) {
    throw new Error("There is nothing in the cache");
  }
  return found;
}

const possibleTypes = await (await fetch(`${url}/graphql/possibleTypes.json`)).json();
const client = connect(url, possibleTypes, { fetch: recording });

// A list, and a shorter one of the same on another screen.
const list = client.watchQuery({ query: ArticleListDocument, variables: { first: 5 } });
const pages = await loadEverything(list, (found) => found.articles);
const requestsOfPages = requests.splice(0);
const shorter = await data(client.query({ query: ArticleListDocument, variables: { first: 3 } }));

// Pages by their paths, and what else may be there.
const path = "/knowledge/whole-article/";
const route = given((await data(client.query({ query: RoutedPageDocument, variables: { path } }))).route);
const page = route.page;
if (!page || page.__typename !== "Article") {
  throw new Error(`There is no article at ${path}`);
}
await data(client.query({ query: RoutedDescriptionDocument, variables: { path } }));
const moved = await data(client.query({ query: RoutedPageDocument, variables: { path: "/old/" } }));
const nowhere = await data(client.query({ query: RoutedPageDocument, variables: { path: "/nowhere/" } }));
await data(client.query({ query: SiteHeaderDocument }));
await data(client.query({ query: SiteFooterDocument }));
const again = await data(client.query({ query: NodeDocument, variables: { id: page.id } }));

// Search: what only the first page has stays while more is loaded.
const search = client.watchQuery({ query: FoundResourcesDocument, variables: { query: "Article", first: 5 } });
const hits = await loadEverything(search, (found) => found.search, { more: true });
const { search: kept } = await data(
  client.query({ query: FoundResourcesDocument, variables: { query: "Article", first: 5 }, fetchPolicy: "cache-only" }),
);
const found = given(kept);

// Everything is in the cache by now, whichever query brought it.
requests.length = 0;
const whole = await data(client.query({ query: ArticleListDocument, variables: { first: 5 } }));
const wholePage = await data(client.query({ query: RoutedPageDocument, variables: { path } }));
await data(client.query({ query: SiteHeaderDocument }));
const sentAgain = requests.length;
const entities = Object.keys(client.cache.extract() as object).filter((key) => key.startsWith("Article:"));
const warned = warnings.splice(0);

// Another visitor: the server knows the documents by now.
const visitor = connect(url, possibleTypes, { fetch: recording });
await data(visitor.query({ query: ArticleListDocument, variables: { first: 5 } }));

// A client that was told nothing warns of what the other one knows; so there would be warnings to see.
const untold = new ApolloClient({ cache: new InMemoryCache(), link: new HttpLink({ uri: `${url}/graphql/` }) });
await data(untold.query({ query: SiteHeaderDocument }));
await data(untold.query({ query: SiteFooterDocument }));

console.log(
  JSON.stringify({
    pages,
    total: given(whole.articles).totalCount,
    titles: given(whole.articles).edges.map(({ node }) => node.title),
    requestsOfPages,
    shorter: given(shorter.articles).edges.length,
    status: route.status,
    summary: page.summary,
    blocks: wholePage.route?.page && "body" in wholePage.route.page ? wholePage.route.page.body.map((block) => block.__typename) : [],
    moved: [moved.route?.status, moved.route?.redirect?.url ?? null],
    nowhere: [nowhere.route?.status, nowhere.route?.page ?? null],
    again: again.node?.__typename ?? null,
    hits,
    clickToken: typeof found.clickToken,
    facets: found.facets?.[0]?.buckets.find((bucket) => bucket.value === "ARTICLE")?.count ?? null,
    found: found.totalCount,
    highlights: found.edges.every((edge) => edge.highlights.length > 0),
    sentAgain,
    entities: entities.length,
    warned,
    visitor: requests,
    untold: warnings.length,
  }),
);
client.stop();
visitor.stop();
untold.stop();
