// Writes src/operations.gen.ts and src/schemas/*.gen.ts of the package in the current folder.
// node packages/openapi/bin/generate.ts --document <file or URL> --name CloudOperations [--prefix Service_]… [--drop /path]…
//   [--unset component.property]… [--items _embedded.items] [--paged-by offset] [--also 202:Task:./task.ts]
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadDocument } from '../src/document.ts';
import { operationsFile } from '../src/operations-file.ts';
import { schemaFiles } from '../src/schema-files.ts';
import { withUnsetProperties } from '../src/unset-properties.ts';

const { values } = parseArgs({
  options: {
    document: { type: 'string' },
    name: { type: 'string' },
    prefix: { type: 'string', multiple: true, default: [] },
    drop: { type: 'string', multiple: true, default: [] },
    unset: { type: 'string', multiple: true, default: [] },
    items: { type: 'string' },
    'paged-by': { type: 'string' },
    also: { type: 'string' },
  },
});
const { name, prefix: prefixes, drop, items, 'paged-by': pagedBy, also } = values;
if (!values.document || !name) throw new Error('--document and --name are needed');
const document = withUnsetProperties(await loadDocument(values.document), values.unset);
const common = { name, prefixes, drop, ...(items ? { items } : {}) };

const [status, type, ...module] = also?.split(':') ?? [];
const operations = operationsFile(document, {
  ...common,
  ...(pagedBy ? { pagedBy } : {}),
  ...(status && type ? { also: { status, type, module: module.join(':') } } : {}),
});
await writeFile('src/operations.gen.ts', operations);
console.log(`${operations.length} bytes, ${[...operations.matchAll(/ answer: /g)].length} operations`);

await mkdir('src/schemas', { recursive: true });
const schemas = schemaFiles(document, { ...common, operations: '../operations.gen.ts', schema: '@acme/http/schemas' });
for (const [file, content] of schemas) await writeFile(`src/schemas/${file}`, content);
console.log([...schemas.keys()].join(', '));
