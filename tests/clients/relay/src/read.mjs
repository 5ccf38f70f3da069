// Reads the library at LIBRARY_URL through Relay's store and prints what it found as JSON, for the test that started it.
import {
  ConnectionHandler,
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getRequest,
  getSingularSelector,
  Network,
  RecordSource,
  Store,
} from "relay-runtime";
import articlesFragment from "./artifacts/operationsArticles.graphql.js";
import articleAgain from "./artifacts/operationsArticleAgainQuery.graphql.js";
import list from "./artifacts/operationsListQuery.graphql.js";
import next from "./artifacts/operationsNextArticlesQuery.graphql.js";
import nodes from "./artifacts/operationsNodesQuery.graphql.js";
import pageAgain from "./artifacts/operationsPageAgainQuery.graphql.js";

const url = process.env["LIBRARY_URL"];
if (!url) {
  throw new Error("LIBRARY_URL is not set. Set it to the address of the server, such as http://localhost:8000");
}
const records = new RecordSource();
const environment = new Environment({
  store: new Store(records),
  network: Network.create(async (request, variables) => {
    const response = await fetch(`${url}/graphql/`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json" },
      body: JSON.stringify({ query: request.text, operationName: request.name, variables }),
    });
    return response.json();
  }),
});

/** Fetches a query into the store, and keeps what it read from being collected. */
async function ask(query, variables) {
  environment.retain(createOperationDescriptor(getRequest(query), variables));
  return fetchQuery(environment, query, variables).toPromise();
}

/** The connection as a component would see it. */
function articles(root) {
  return environment.lookup(getSingularSelector(articlesFragment, root)).data.articles;
}

const root = await ask(list, { first: 5 });
let connection = articles(root);
const pages = [connection.edges.length];
while (connection.pageInfo.hasNextPage) {
  await ask(next, { first: 5, after: connection.pageInfo.endCursor });
  connection = articles(root);
  pages.push(connection.edges.length);
}

const first = connection.edges[0].node.id;
const before = records.get(first);
const known = Object.keys(before).length;
await ask(articleAgain, { id: first });
await ask(pageAgain, { id: first });
const record = records.get(first);
const topics = record["topics"].__refs;
const picture = records.get(record["coverImage"].__ref)["asset"].__ref;
const many = await ask(nodes, { ids: [first, ...topics, picture, "nothing"] });

console.log(
  JSON.stringify({
    pages,
    total: connection.totalCount,
    cursors: new Set(connection.edges.map((edge) => edge.cursor)).size,
    titles: connection.edges.map((edge) => records.get(edge.node.id).title),
    grew: Object.keys(record).length > known,
    title: record.title,
    parent: records.get(record["parent"].__ref).title,
    nodes: many.nodes.map((node) => node && [node.__typename, node.id === first || node.name || Boolean(node.srcSet)]),
    clientIds: records.getRecordIDs().filter((id) => records.get(id)?.__typename === "Article").length,
  }),
);
