// Types and typed documents out of the schema and the operations: node generate.mjs SCHEMA OPERATIONS OUTPUT
import { readFile, writeFile } from "node:fs/promises";
import { codegen } from "@graphql-codegen/core";
import * as typedDocumentNode from "@graphql-codegen/typed-document-node";
import * as typescript from "@graphql-codegen/typescript";
import * as operations from "@graphql-codegen/typescript-operations";
import { buildSchema, parse, printSchema, validate } from "graphql";

const [schemaFile, operationsFile, output] = process.argv.slice(2);
const schema = buildSchema(await readFile(schemaFile, "utf8"));
const document = parse(await readFile(operationsFile, "utf8"));
const errors = validate(schema, document);
if (errors.length > 0) {
  console.error(errors.map(String).join("\n"));
  process.exit(1);
}
const code = await codegen({
  filename: output,
  schema: parse(printSchema(schema)),
  documents: [{ location: operationsFile, document }],
  config: {
    useTypeImports: true,
    enumsAsTypes: true,
    skipTypename: true,
    dedupeFragments: true,
    scalars: { ID: "string", DateTime: "string", Date: "string", HTML: "string", Locale: "string", URL: "string" },
  },
  plugins: [{ typescript: {} }, { operations: {} }, { documents: {} }],
  pluginMap: { typescript, operations, documents: typedDocumentNode },
});
await writeFile(output, code);
