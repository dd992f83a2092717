import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/** An operation of Cloud API v2. Its types are texts in TypeScript. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly id: string;
  readonly answer: string;
  readonly input: { readonly path?: string; readonly query?: string; readonly body?: string };
}

const source = new URL('../../cloud/src/', import.meta.url);
const file = ts.createSourceFile(
  'operations.ts',
  readFileSync(new URL('operations.gen.ts', source), 'utf8'),
  ts.ScriptTarget.ES2023,
);
const interfaces = file.statements.filter(ts.isInterfaceDeclaration);

/** All operations. */
const operations: readonly Operation[] = ['get', 'post', 'put', 'delete'].flatMap((method) => {
  const name = `${method[0]?.toUpperCase()}${method.slice(1)}Operations`;
  const members = interfaces.find((declared) => declared.name.text === name)?.members ?? [];
  return propertiesOf(members).map((member) => {
    const fields = fieldsOf(member.type);
    const input = fieldsOf(fields.options);
    return {
      method,
      path: (member.name as ts.StringLiteral).text, // every path is a string literal
      id: (((fields.id as ts.LiteralTypeNode).literal as ts.StringLiteral) ?? '').text, // the generator writes a literal
      answer: textOf(fields.answer) ?? 'never',
      input: withoutGaps({ path: textOf(input.path), query: textOf(input.query), body: textOf(input.body) }),
    };
  });
});

/** The types that the operations take and answer. */
const components = file.statements
  .filter((declared) => ts.isInterfaceDeclaration(declared) || ts.isTypeAliasDeclaration(declared))
  .filter(({ name }) => !/^(\w+Operations|PagedItems)$/.test(name.text))
  .map((declared) => declared.getText(file))
  .join('\n');

/** Thirty GETs with parameters in their paths. */
export const thirty: readonly Operation[] = operations
  .filter(({ method, input, answer }) => {
    const takesTexts = /^\{( \w+: string;?)+ \}$/.test(input.path ?? '');
    const needsQuery = /\w: /.test((input.query ?? '').replace(/\w+\?: /g, ''));
    return method === 'get' && takesTexts && !needsQuery && !/Blob|undefined/.test(answer);
  })
  .filter((_, index) => index % 3 === 0)
  .slice(0, 30);

/** The types of the same operations, in the form that openapi-typescript writes. */
export function openapiTypes(): string {
  const paths = new Set(operations.map(({ path }) => path));
  const parameters = ({ path, query }: Operation['input']): string =>
    `{ query${query ? `?: ${query}` : '?: never'}; header?: never; path${path ? `: ${path}` : '?: never'}; cookie?: never }`;
  const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
  return [
    'interface Task { readonly _links?: { readonly notification?: { readonly href: string } } }',
    components,
    'export interface paths {',
    ...[...paths].map((path) => {
      const byMethod = methods.map((method) => {
        const operation = operations.find((one) => one.path === path && one.method === method);
        return operation ? `${method}: operations['${operation.id}'];` : `${method}?: never;`;
      });
      return `'${path}': { parameters: { query?: never; header?: never; path?: never; cookie?: never }; ${byMethod.join(' ')} };`;
    }),
    '}',
    'export interface operations {',
    ...operations.map(({ id, input, answer }) => {
      const body = input.body
        ? `requestBody: { content: { 'application/json': ${input.body} } }`
        : 'requestBody?: never';
      const responses = `responses: { 200: { headers: { [name: string]: unknown }; content: { 'application/json': ${answer} } } }`;
      return `'${id}': { parameters: ${parameters(input)}; ${body}; ${responses} };`;
    }),
    '}',
  ].join('\n');
}

/** The code of a call: with `GET` and `params` for openapi-fetch, with `get` for ours. */
export function callOf({ path }: Operation, as: 'ours' | 'openapi-fetch'): string {
  const values = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `${name}: 'x'`).join(', ');
  const input = `{ path: { ${values} } }`;
  return as === 'ours' ? `client.get('${path}', ${input})` : `client.GET('${path}', { params: ${input} })`;
}

/** The module of `@acme/cloud/schemas/*` that has the schema of an operation's answer. */
export function schemaModuleOf({ id }: Operation): string {
  const folder = new URL('schemas/', source);
  const found = readdirSync(folder).find((name) =>
    readFileSync(new URL(name, folder), 'utf8').includes(`export const ${id}: s.Schema`),
  );
  if (found === undefined) throw new Error(`no schema of ${id}`);
  return `@acme/cloud/schemas/${found.slice(0, -'.gen.ts'.length)}`;
}

function fieldsOf(type: ts.TypeNode | undefined): Partial<Record<string, ts.TypeNode>> {
  if (type === undefined || !ts.isTypeLiteralNode(type)) return {};
  return Object.fromEntries(
    propertiesOf(type.members).map(({ name, type: own }) => [(name as ts.Identifier).text, own]),
  ); // a cast: the names are identifiers
}

function propertiesOf(members: Iterable<ts.TypeElement>): ts.PropertySignature[] {
  return [...members].filter((member) => ts.isPropertySignature(member));
}

function textOf(type: ts.TypeNode | undefined): string | undefined {
  return type?.getText(file);
}

function withoutGaps<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never; // `fromEntries` gives any string as a name
}
