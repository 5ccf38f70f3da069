// The operations of the clients as documents whose types gql.tada infers from their text, so that one reader serves both projects:
// node documents.mjs OPERATIONS OUTPUT, with the fragments that the reader names
import { readFile, writeFile } from "node:fs/promises";
import { Kind, parse, print, visit } from "graphql";

const [operationsFile, output] = process.argv.slice(2);
const { definitions } = parse(await readFile(operationsFile, "utf8"));
const fragments = new Map(definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION).map((one) => [one.name.value, one]));

/** A definition and the fragments that it needs, itself first: gql.tada gives the type of the first. */
function whole(definition, found = new Set()) {
  if (found.has(definition)) return found;
  found.add(definition);
  visit(definition, { FragmentSpread: ({ name }) => void whole(fragments.get(name.value), found) });
  return found;
}

/** The fragments whose types the reader names. */
const NAMED = new Set(["BlockFields", "PageInfoFields"]);

const lines = ['import type { ResultOf } from "gql.tada";', 'import { graphql } from "./graphql.js";'];
for (const definition of definitions) {
  const isFragment = definition.kind === Kind.FRAGMENT_DEFINITION;
  if (isFragment && !NAMED.has(definition.name.value)) continue;
  const name = isFragment ? `${definition.name.value}Fragment` : definition.name.value;
  lines.push(`export const ${name}Document = graphql(\`${[...whole(definition)].map(print).join("\n")}\`);`);
  lines.push(`export type ${isFragment ? name : `${name}Query`} = ResultOf<typeof ${name}Document>;`);
}
await writeFile(output, lines.join("\n"));
