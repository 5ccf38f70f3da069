import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, type InMemoryCacheConfig } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { relayStylePagination } from "@apollo/client/utilities";

// `first` too: three articles on the home page and a list of twenty are two lists, or one would be shown in the place of the other.
const list = relayStylePagination(["filter", "orderBy", "first"]);
const lists = {
  articles: list,
  tools: list,
  wellbeingGuidance: list,
  events: list,
  initiatives: list,
  search: relayStylePagination(["query", "filter", "orderBy", "verbatim", "first"]),
  people: relayStylePagination(["slugs", "first"]),
  organisations: relayStylePagination(["slugs", "first"]),
  redirects: relayStylePagination(["first"]),
  myContributions: relayStylePagination(["first"]),
  useReports: relayStylePagination(["tool", "first"]),
  doThisToo: relayStylePagination(["resource", "first"]),
  sitemap: relayStylePagination(["first"]),
};

// They have no id and are one within what holds them: what one query asks of them is put to what another one asked.
const parts = [
  "BusinessCase", "Coordinates", "EnableWhen", "EventAvailability", "EventCertificate", "Evidence", "FocalPoint", "Following", "Heatmap", "Image",
  "ImagePlaceholder", "ImageRendition", "LicenceTerms", "MemberHeatmap", "MemberLocation", "MemberStanding", "Recording", "Redirect", "RichText",
  "RichTextLink", "Route", "Seo", "Site", "Venue",
];

async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A client of the library at an address such as `http://localhost:8000`, with the possible types that it publishes. */
export function connect(
  library: string,
  possibleTypes: NonNullable<InMemoryCacheConfig["possibleTypes"]>,
  options: HttpLink.Options = {},
): ApolloClient {
  return new ApolloClient({
    cache: new InMemoryCache({
      possibleTypes,
      typePolicies: { Query: { fields: lists }, ...Object.fromEntries(parts.map((part) => [part, { merge: true }])) },
    }),
    link: ApolloLink.from([
      new PersistedQueryLink({ sha256, useGETForHashedQueries: true }),
      new HttpLink({ uri: `${library}/graphql/`, ...options }),
    ]),
  });
}
