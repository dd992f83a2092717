import type { Document } from './document.ts';
import { type Operation, readOperations } from './operation.ts';
import { schemaText } from './schema-text.ts';
import { createShapes } from './shape.ts';
import { createTypeNames } from './type-name.ts';
import { namedIn } from './type-text.ts';

export interface SchemaFilesOptions {
  /** The generated type of all operations, `CloudOperations`, and the module that has it, as seen from these files. */
  readonly name: string;
  readonly operations: string;
  /** The module with the functions that make schemas, as seen from these files. */
  readonly schema: string;
  readonly prefixes?: readonly string[];
  readonly drop?: readonly string[];
  /** Where the items of a list are in its answer. The schema then requires them. */
  readonly items?: string;
}

/** The tag of operations that have none. */
const untagged = 'untagged';

/** File names and contents: the components, a module for each tag, and `operations`, which has them all. */
export function schemaFiles(document: Document, options: SchemaFilesOptions): Map<string, string> {
  const shapes = createShapes(document, options.items);
  const operations = readOperations(document, shapes, options.drop).filter(({ answer }) => answer !== undefined);
  const names = createTypeNames(options.prefixes ?? []);
  const header = '// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.';
  const imports = `import * as s from '${options.schema}';`;
  const ids = idsOf(operations);

  const written = new Map<string, string>();
  const waiting = operations.flatMap(({ answer }) => (answer ? [...namedIn(answer)] : []));
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const name = names.of(next.component, next.direction);
    if (written.has(name)) continue;
    const shape = shapes.component(next.component, next.direction);
    written.set(name, schemaText(shape, names, ''));
    waiting.push(...namedIn(shape));
  }
  const components = [...written].map(
    ([name, text]) => `export const ${name}: s.Schema = /* @__PURE__ */ s.lazy(() => ${text});`,
  );

  const tags = new Map<string, string[]>();
  for (const operation of operations) {
    const { method, path, answer, tag = untagged } = operation;
    if (answer === undefined) continue;
    const type = `s.Schema<${options.name}['${method}'][${JSON.stringify(path)}]['answer']>`;
    const line = `export const ${ids.get(operation)}: ${type} = /* @__PURE__ */ s.lazy(() => ${schemaText(answer, names, 'c.')});`;
    tags.set(tag, [...(tags.get(tag) ?? []), line]);
  }

  const files = new Map([['components.gen.ts', [header, imports, '', ...components.sort(), ''].join('\n')]]);
  const typeImport = `import type { ${options.name} } from '${options.operations}';`;
  for (const [tag, lines] of tags) {
    const needsComponents = lines.some((line) => /\bc\.[A-Z_]/.test(line));
    const head = [
      header,
      typeImport,
      ...(needsComponents ? ["import * as c from './components.gen.ts';"] : []),
      imports,
    ];
    files.set(`${fileName(tag)}.gen.ts`, [...head, '', ...lines, ''].join('\n'));
  }

  const modules = [...tags.keys()].map((tag) => `import * as ${variableName(tag)} from './${fileName(tag)}.gen.ts';`);
  const entries = operations.map((operation) => {
    const { method, path, tag = untagged } = operation;
    return `${JSON.stringify(`${method.toUpperCase()} ${path}`)}: ${variableName(tag)}.${ids.get(operation)},`;
  });
  files.set(
    'operations.gen.ts',
    [
      header,
      ...modules.sort(),
      `import type { Schemas } from '${options.schema}';`,
      typeImport,
      '',
      `/** The schema of each answer, by method and path: \`operations['GET /…']\`. */`,
      `export const operations: Schemas<${options.name}> = {`,
      ...entries,
      '};',
      '',
    ].join('\n'),
  );
  return files;
}

/** The name of each operation's schema: its id if that can be a name, otherwise its method and path. */
function idsOf(operations: readonly Operation[]): Map<Operation, string> {
  const used = new Set<string>();
  return new Map(
    operations.map((operation) => {
      const { operationId = '', method, path } = operation;
      const words = path.split(/[^a-zA-Z0-9]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
      const candidates = [
        ...(/^[a-z][a-zA-Z0-9]*$/.test(operationId) ? [operationId] : []),
        `${method}${words.join('')}`,
      ];
      const id = candidates.find((candidate) => !used.has(candidate));
      if (id === undefined) throw new Error(`${method} ${path} has no name of its own`);
      used.add(id);
      return [operation, id];
    }),
  );
}

const wordsOf = (tag: string): string[] =>
  tag
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
const fileName = (tag: string): string => wordsOf(tag).join('-');
const variableName = (tag: string): string =>
  wordsOf(tag)
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
