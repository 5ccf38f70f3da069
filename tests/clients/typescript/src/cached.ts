// Reads the library at LIBRARY_URL with urql, its normalised cache and persisted documents by GET; prints what it found as JSON, for the test
// that started it.
import { Client, fetchExchange, type TypedDocumentNode } from "@urql/core";
import { cacheExchange, type KeyingConfig } from "@urql/exchange-graphcache";
import { persistedExchange } from "@urql/exchange-persisted";
import { buildSchema, type GraphQLSchema, introspectionFromSchema, isObjectType } from "graphql";
import { ArticleCardsDocument, ArticlesByIdDocument, WholeArticleCardsDocument } from "./generated.js";

const url = process.env["LIBRARY_URL"];
if (!url) {
  throw new Error("LIBRARY_URL is not set. Set it to the address of the server, such as http://localhost:8000");
}

/** The requests that went out: the method, and whether the document itself was sent. */
const requests: string[] = [];

const recording: typeof fetch = async (input, init) => {
  const method = init?.method ?? "GET";
  const asked = new URL(String(input));
  const sent = method === "GET" ? asked.searchParams.get("query") : JSON.parse(String(init?.body)).query;
  requests.push(`${method} ${sent ? "document" : "hash"}`);
  return fetch(input, init);
};

/** What has no id is no entity: a picture in its place, a link of a menu. It stays inside what holds it. */
function embedded(schema: GraphQLSchema): KeyingConfig {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !("id" in type.getFields()));
  return Object.fromEntries(types.map((type) => [type.name, () => null]));
}

function connect(schema: GraphQLSchema): Client {
  return new Client({
    url: `${url}/graphql/`,
    fetch: recording,
    preferGetMethod: false,
    exchanges: [
      // The schema says which types an interface may be, so that fragments on interfaces are read from the cache.
      cacheExchange({ schema: introspectionFromSchema(schema) as never, keys: embedded(schema) }),
      persistedExchange({ preferGetForPersistedQueries: true }),
      fetchExchange,
    ],
  });
}

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

// From its own address: it is there where introspection is off.
const schema = buildSchema(await (await fetch(`${url}/graphql/schema.graphql`)).text());
const client = connect(schema);

const cards = await ask(client, ArticleCardsDocument, { first: 5 });
const ids = cards.articles.nodes.map((article) => article.id);
const known = await ask(client, ArticlesByIdDocument, { ids });
const sentBefore = requests.length;
// The list was read without summaries, the summaries without the list: as both are of the same entities, the cache has the whole.
const whole = await ask(client, WholeArticleCardsDocument, { first: 5 }, "cache-only");
const sentForTheWhole = requests.length - sentBefore;

// Another visitor: the server knows the documents by now.
const sentByTheFirst = requests.length;
await ask(connect(schema), ArticleCardsDocument, { first: 5 });

console.log(
  JSON.stringify({
    types: known.nodes.map((node) => node?.__typename ?? null),
    titles: whole.articles.nodes.map((article) => article.title),
    summaries: whole.articles.nodes.every((article) => article.summary.length > 0),
    topics: whole.articles.nodes.map((article) => article.topics.length),
    sentForTheWhole,
    first: requests.slice(0, sentByTheFirst),
    second: requests.slice(sentByTheFirst),
  }),
);
