// Reads the whole library at LIBRARY_URL and prints a summary as JSON, for the test that started it.
import { GraphQLClient } from "graphql-request";
import { wordsOf } from "./blocks.js";
import {
  ArticlesDocument,
  ArticleTitlesDocument,
  EventsDocument,
  HeatmapDocument,
  InitiativesDocument,
  PageDocument,
  SiteDocument,
  TaxonomyDocument,
  ToolsDocument,
  WellbeingGuidanceDocument,
  type PageInfoFieldsFragment,
  type PageQuery,
} from "./generated.js";
import { given } from "./given.js";

const url = process.env["LIBRARY_URL"];
if (!url) {
  throw new Error("LIBRARY_URL is not set. Set it to the address of the server, such as http://localhost:8000");
}
const client = new GraphQLClient(`${url}/graphql/`);

interface Connection<Node> {
  readonly totalCount: number;
  readonly pageInfo: PageInfoFieldsFragment;
  readonly nodes: readonly Node[];
}

/** Every node of a list, page by page. */
async function all<Node>(fetchPage: (after: string | null) => Promise<Connection<Node> | null | undefined>): Promise<Node[]> {
  const found: Node[] = [];
  let after: string | null = null;
  for (;;) {
    const page: Connection<Node> = given(await fetchPage(after));
    found.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) {
      if (found.length !== page.totalCount) {
        throw new Error(`${found.length} nodes came of ${page.totalCount}`);
      }
      return found;
    }
    after = page.pageInfo.endCursor ?? null;
  }
}

type Page = NonNullable<PageQuery["page"]>;

/** How many blocks the page has; null for a page that has no body, of whatever type it is. */
function bodyLength(page: Page): number | null {
  return "body" in page ? page.body.length : null;
}

const articles = await all(async (after) => (await client.request(ArticlesDocument, { first: 5, after })).articles);
const tools = await all(async (after) => (await client.request(ToolsDocument, { first: 1, after })).tools);
const guidance = await all(async (after) => (await client.request(WellbeingGuidanceDocument, { after })).wellbeingGuidance);
const events = await all(async (after) => (await client.request(EventsDocument, { after })).events);
const initiatives = await all(async (after) => (await client.request(InitiativesDocument, { after })).initiatives);
const titles = await all(async (after) => (await client.request(ArticleTitlesDocument, { first: 5, after })).articles);

const resources = [...articles, ...tools, ...guidance, ...events, ...initiatives];
const blocks = resources.flatMap((resource) => resource.body);
const pages: Record<string, [string, number | null]> = {};
for (const path of ["/", ...resources.map((resource) => resource.path ?? ""), "/about/"]) {
  const { page } = await client.request(PageDocument, { path });
  if (!page) {
    throw new Error(`There is no page at ${path}`);
  }
  pages[path] = [page.__typename, bodyLength(page)];
}
const { page: nowhere } = await client.request(PageDocument, { path: "/nowhere/" });

const heatmap = given((await client.request(HeatmapDocument, {})).heatmap);
const { site, redirects } = await client.request(SiteDocument);
const taxonomy = await client.request(TaxonomyDocument);

console.log(
  JSON.stringify({
    counts: {
      articles: articles.length,
      tools: tools.length,
      guidance: guidance.length,
      events: events.length,
      initiatives: initiatives.length,
    },
    titles: titles.map((article) => article.title),
    blocks: Object.fromEntries(blocks.map((block) => [block.__typename, wordsOf(block)])),
    pages,
    nowhere: nowhere ?? null,
    questions: tools.flatMap((tool) => tool.questionnaire?.sections.flatMap((section) => section.items.map((item) => item.linkId)) ?? []),
    yearlyCost: tools.map((tool) => tool.businessCase?.yearlyCost ?? null).filter((cost) => cost !== null),
    venues: events.map((event) => event.venue?.name ?? null),
    stages: initiatives.map((initiative) => initiative.stage),
    levels: guidance.map((page) => page.level),
    heatmap: heatmap.cells.map((cell) => cell.count),
    site: [site?.name, ...(site?.navigation.map((link) => link.title) ?? [])],
    redirects: given(redirects).nodes.map((redirect) => redirect.oldPath),
    topics: given(taxonomy.topics).map((topic) => topic.slug),
  }),
);
