// node packages/openapi/bin/generate-schemas.ts --document <file or URL> --out <folder> --name CloudOperations
//   --operations ../operations.gen.ts --schema @acme/http/schemas [--prefix Service_]… [--drop /path]…
//   [--unset component.property]… [--items _embedded.items]
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadDocument } from '../src/document.ts';
import { schemaFiles } from '../src/schema-files.ts';
import { withUnsetProperties } from '../src/unset-properties.ts';

const { values } = parseArgs({
  options: {
    document: { type: 'string' },
    out: { type: 'string' },
    name: { type: 'string' },
    operations: { type: 'string' },
    schema: { type: 'string' },
    prefix: { type: 'string', multiple: true, default: [] },
    drop: { type: 'string', multiple: true, default: [] },
    unset: { type: 'string', multiple: true, default: [] },
    items: { type: 'string' },
  },
});
const { document, out, name, operations, schema, prefix, drop, unset, items } = values;
if (!document || !out || !name || !operations || !schema) {
  throw new Error('--document, --out, --name, --operations and --schema are needed');
}
await mkdir(out, { recursive: true });
const files = schemaFiles(withUnsetProperties(await loadDocument(document), unset), {
  name,
  operations,
  schema,
  prefixes: prefix,
  drop,
  ...(items ? { items } : {}),
});
for (const [file, content] of files) await writeFile(join(out, file), content);
console.log(`${out}: ${[...files.keys()].join(', ')}`);
