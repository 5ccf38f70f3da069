// Lints schema.graphql, and the operations below clients/ and manual/, in the folder that it is run in.
// Prints as JSON: problems, and the exceptions that excepted nothing.
import { spawnSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import graphql from "@graphql-eslint/eslint-plugin";
import { ESLint } from "eslint";
import { parse } from "graphql";
import { clientRules, exceptions, manualRules, off, schemaRules } from "./rules.mjs";

const SCHEMA = "schema.graphql";
const text = await readFile(SCHEMA, "utf8");

/** Schema coordinates with the lines that they reach over, the outer ones first. */
const places = parse(text).definitions.flatMap((type) => [
  place(type.name?.value ?? "schema", type.loc),
  ...(type.fields ?? type.values ?? []).map((field) => place(`${type.name.value}.${field.name.value}`, field.loc)),
]);

function place(name, { startToken, endToken }) {
  return { name, from: startToken.line, to: endToken.line };
}

/** The innermost type, field or value on a line of the schema. */
function coordinate(line) {
  return places.findLast(({ from, to }) => from <= line && line <= to)?.name ?? `line ${line}`;
}

function without(rules, kind) {
  const unknown = Object.keys(off[kind]).filter((name) => !(name in rules));
  if (unknown.length > 0) throw new Error(`Rules are off that no one switched on: ${unknown.join(", ")}`);
  return Object.fromEntries(Object.entries(rules).filter(([name]) => !(name in off[kind])));
}

/** What graphql-eslint finds. Each document of the manual is a project of its own, as its readers paste one at a time. */
async function eslint() {
  const manual = (await readdir("manual")).map((name) => `manual/${name}`);
  const projects = Object.fromEntries(manual.map((file) => [file, { schema: SCHEMA, documents: file }]));
  projects["clients"] = { schema: SCHEMA, documents: "clients/*.graphql", include: SCHEMA };
  const languageOptions = { parser: graphql.parser, parserOptions: { graphQLConfig: { projects } } };
  const block = (files, rules) => ({ files: [files], plugins: { "@graphql-eslint": graphql }, languageOptions, rules });
  const linter = new ESLint({
    overrideConfigFile: true,
    allowInlineConfig: false,
    overrideConfig: [
      block(SCHEMA, without(schemaRules, "schema")),
      block("clients/*.graphql", without(clientRules, "clients")),
      block("manual/*.graphql", without(manualRules, "manual")),
    ],
  });
  const results = await linter.lintFiles([SCHEMA, "clients/*.graphql", ...manual]);
  return results.flatMap(({ filePath, messages }) => {
    const file = filePath.split(/[\\/]/).at(-1);
    return messages.map(({ ruleId, line, message }) => ({
      rule: ruleId ?? "graphql-eslint",
      at: file === SCHEMA ? coordinate(line) : `${file}:${line}`,
      message,
    }));
  });
}

/** What graphql-schema-linter finds, by all of its rules. */
function schemaLinter() {
  const program = "node_modules/graphql-schema-linter/lib/cli.js";
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, "--format", "json", SCHEMA], { encoding: "utf8" });
  if (status !== 0 && status !== 1) throw new Error(`graphql-schema-linter ended with ${status}: ${stderr}`);
  return JSON.parse(stdout).errors.map(({ rule, location, message }) => ({ rule, at: coordinate(location.line), message }));
}

const unused = new Map(
  exceptions.flatMap(({ rule, reason, at }) => {
    if (!reason) throw new Error(`An exception of ${rule} has no reason.`);
    return at.map((one) => [`${rule} ${one}`, { rule, at: one }]);
  }),
);
const excepted = new Set(unused.keys());
const problems = [...(await eslint()), ...schemaLinter()].filter(({ rule, at }) => {
  unused.delete(`${rule} ${at}`);
  return !excepted.has(`${rule} ${at}`);
});
console.log(JSON.stringify({ problems, unused: [...unused.values()] }));
