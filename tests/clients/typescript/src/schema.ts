import { minifyIntrospectionQuery } from "@urql/introspection";
import { buildSchema, type IntrospectionQuery, introspectionFromSchema } from "graphql";

/** The schema of the library at an address, with no more in it than a cache needs: 5 kB compressed. */
export async function librarySchema(library: string): Promise<IntrospectionQuery> {
  // From its own address: it is there where introspection is off.
  const sdl = await (await fetch(`${library}/graphql/schema.graphql`)).text();
  return minifyIntrospectionQuery(introspectionFromSchema(buildSchema(sdl)));
}
