import { Client, fetchExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { persistedExchange } from "@urql/exchange-persisted";
import type { IntrospectionObjectType, IntrospectionQuery } from "graphql";

/** A client of the library at an address such as `http://localhost:8000`, with its schema as introspection tells it. */
export function connect(library: string, schema: IntrospectionQuery, options: { fetch?: typeof fetch } = {}): Client {
  const objects = schema.__schema.types.filter((type): type is IntrospectionObjectType => type.kind === "OBJECT");
  const query = objects.find((type) => type.name === schema.__schema.queryType.name);
  // What has no id is no entity, such as a picture in its place or a link of a menu: it stays inside what holds it.
  const parts = objects.filter((type) => !type.fields.some((field) => field.name === "id"));
  const lists = query?.fields.filter((field) => field.args.some((argument) => argument.name === "after")) ?? [];
  return new Client({
    url: `${library}/graphql/`,
    preferGetMethod: false,
    exchanges: [
      cacheExchange({
        // With it the cache knows which types an interface may be, and reads fragments on interfaces.
        schema: schema as never, // the same form; its type there is narrower than that of graphql
        keys: Object.fromEntries(parts.map((type) => [type.name, () => null])),
        resolvers: { Query: Object.fromEntries(lists.map((field) => [field.name, relayPagination()])) },
      }),
      persistedExchange({ preferGetForPersistedQueries: true }),
      fetchExchange,
    ],
    ...options,
  });
}
