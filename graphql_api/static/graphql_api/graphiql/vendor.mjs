// Fetch GraphiQL and what it needs from the npm registry into this folder: `node vendor.mjs`. README.md says why so.
// It changes two things in the published files: the fonts inlined in the style sheet and the links to source maps go.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSIONS = { graphiql: '4.1.2', react: '18.3.1', 'react-dom': '18.3.1' };
const FILES = {
  'graphiql.min.js': 'graphiql/dist/index.umd.js',
  'graphiql.min.css': 'graphiql/dist/style.css',
  'react.production.min.js': 'react/umd/react.production.min.js',
  'react-dom.production.min.js': 'react-dom/umd/react-dom.production.min.js',
  'LICENSE-graphiql.txt': 'graphiql/LICENSE',
  'LICENSE-react.txt': 'react/LICENSE',
  'LICENSE-react-dom.txt': 'react-dom/LICENSE',
};

const here = dirname(fileURLToPath(import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'graphiql-'));
const modules = join(work, 'node_modules');

/** The names of the packages inside GraphiQL's bundle, from its source map. */
function bundledPackages() {
  const { sources } = JSON.parse(readFileSync(join(modules, 'graphiql/dist/index.umd.js.map'), 'utf8'));
  const names = sources.map((source) => source.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
  return [...new Set(names.filter(Boolean))].sort();
}

/** The licence texts of those packages, each text once, under the names that it covers. */
function licences() {
  const covers = new Map();
  for (const name of bundledPackages()) {
    const folder = join(modules, name);
    if (!existsSync(folder)) continue;
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const { license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const text = file ? readFileSync(join(folder, file), 'utf8').replace(/\r/g, '').trim() : `Licence: ${license}`;
    covers.set(text, [...(covers.get(text) ?? []), `${name} (${license})`]);
  }
  const parts = [...covers].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
  return `The packages that graphiql.min.js contains, and their licences.\n\n${parts.join(`\n${'-'.repeat(72)}\n\n`)}`;
}

try {
  const wanted = Object.entries(VERSIONS).map(([name, version]) => `${name}@${version}`);
  execFileSync('npm', ['install', '--prefix', work, '--ignore-scripts', '--no-audit', '--no-fund', ...wanted, 'graphql@16'], {
    stdio: 'inherit',
  });
  for (const [target, source] of Object.entries(FILES)) {
    let text = readFileSync(join(modules, source), 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
    if (target.endsWith('.css')) text = text.replace(/@font-face\s*\{[^}]*\}\s*/g, '');
    writeFileSync(join(here, target), text);
  }
  writeFileSync(join(here, 'LICENSES-bundled.txt'), licences());
} finally {
  rmSync(work, { recursive: true, force: true });
}
