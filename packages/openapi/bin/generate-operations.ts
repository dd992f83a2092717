// node packages/openapi/bin/generate-operations.ts --document <file or URL> --out <file> --name CloudOperations
//   [--prefix Service_]… [--drop /path]… [--unset component.property]… [--items _embedded.items] [--paged-by offset] [--also 202:Task:./task.ts]
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadDocument } from '../src/document.ts';
import { operationsFile } from '../src/operations-file.ts';
import { withUnsetProperties } from '../src/unset-properties.ts';

const { values } = parseArgs({
  options: {
    document: { type: 'string' },
    out: { type: 'string' },
    name: { type: 'string' },
    prefix: { type: 'string', multiple: true, default: [] },
    drop: { type: 'string', multiple: true, default: [] },
    unset: { type: 'string', multiple: true, default: [] },
    items: { type: 'string' },
    'paged-by': { type: 'string' },
    also: { type: 'string' },
  },
});
const { document, out, name, prefix, drop, unset, items, also } = values;
if (!document || !out || !name) throw new Error('--document, --out and --name are needed');
const [status, type, ...rest] = also?.split(':') ?? [];
const file = operationsFile(withUnsetProperties(await loadDocument(document), unset), {
  name,
  prefixes: prefix,
  drop,
  ...(items ? { items } : {}),
  ...(values['paged-by'] ? { pagedBy: values['paged-by'] } : {}),
  ...(status && type ? { also: { status, type, module: rest.join(':') } } : {}),
});
await writeFile(out, file);
console.log(`${out}: ${file.length} bytes, ${[...file.matchAll(/ answer: /g)].length} operations`);
