import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** An operation of a service, its inputs and its answer as types. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly path: string;
  readonly isDeprecated: boolean;
  /** It is not in production yet. */
  readonly isExperimental: boolean;
  /** What `paginate` gives for its path, as its name or as a type; left out where it takes no such path. */
  readonly item: string | undefined;
  /** What the service's document files it under: the module of its schema, or that of its neighbours. */
  readonly tag: string;
  /** The name of the schema of its answer; an empty answer has none. */
  readonly schema: string | undefined;
  readonly inputs: Readonly<Partial<Record<Input, { readonly type: ts.TypeNode; readonly isOptional: boolean }>>>;
  readonly answer: ts.TypeNode;
}

type Input = 'path' | 'query' | 'body';

/** All operations of a service, and the types that they name. */
export interface Operations {
  readonly operations: readonly Operation[];
  readonly types: ReadonlyMap<string, ts.InterfaceDeclaration | ts.TypeAliasDeclaration>;
  readonly file: ts.SourceFile;
}

const methods = ['get', 'post', 'put', 'delete'] as const;

/** Reads the types that were made of a service's document. */
export function readOperations(service: 'cloud' | 'dam'): Operations {
  const folder = join(import.meta.dirname, '../../packages', service, 'src');
  const text = readFileSync(join(folder, 'operations.gen.ts'), 'utf8');
  const file = ts.createSourceFile('operations.ts', text, ts.ScriptTarget.ES2023);
  const types = new Map(
    file.statements
      .filter((statement) => ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
      .map((declaration) => [declaration.name.text, declaration]),
  );
  const schemas = schemasIn(join(folder, 'schemas'));
  const items = new Map([
    ...Array.from(membersOf(types.get('PagedItems')), ([path, { type }]) => [path, type?.getText(file) ?? ''] as const),
    ...itemsIn(join(folder, 'lists.ts')),
  ]);
  const reads = membersOf(types.get('GetOperations'));

  const untagged = methods.flatMap((method) => {
    const name = `${method.charAt(0).toUpperCase()}${method.slice(1)}Operations`;
    return Array.from(membersOf(types.get(name)), ([path, member]) => {
      const parts = membersOf(member.type);
      const answer = parts.get('answer')?.type;
      if (answer === undefined) throw new Error(`${path} has no answer: the generator has changed.`);
      const inputs = Array.from(membersOf(parts.get('options')?.type), ([input, { type, questionToken }]) => [
        input,
        { type, isOptional: questionToken !== undefined },
      ]);
      return {
        method,
        path,
        isDeprecated: /@deprecated/.test(member.getFullText(file)),
        isExperimental: /@experimental/.test(member.getFullText(file)),
        item: method === 'get' || !reads.has(path) ? items.get(path) : undefined,
        inputs: Object.fromEntries(inputs) as Operation['inputs'], // the generator writes no others
        answer,
      };
    });
  });
  const operations = untagged.map((operation) => ({
    ...operation,
    tag: nearest(operation)?.tag ?? 'others',
    schema: schemas.find(({ method, path }) => method === operation.method && path === operation.path)?.name,
  }));
  return { operations, types, file };

  /** Its own schema, or that of the operation whose path has most in common with its path. */
  function nearest({ method, path }: { readonly method: string; readonly path: string }): Schema | undefined {
    const own = path.split('/');
    const nearness = (schema: Schema): number => {
      const segments = schema.path.split('/');
      const end = own.findIndex((segment, index) => segment !== segments[index]);
      return (end === -1 ? own.length : end) + (schema.method === method && schema.path === path ? 1 : 0);
    };
    return schemas.toSorted((a, b) => nearness(b) - nearness(a))[0];
  }
}

interface Schema {
  readonly method: string;
  readonly path: string;
  readonly name: string;
  readonly tag: string;
}

/** The schemas of answers, a module for each tag. */
function schemasIn(folder: string): Schema[] {
  return readdirSync(folder).flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const found = text.matchAll(/^export const (\w+): s\.Schema<\w+\['(\w+)'\]\["([^"]+)"\]/gm);
    return Array.from(found, ([, name = '', method = '', path = '']) => ({
      method,
      path,
      name,
      tag: file.replace('.gen.ts', ''),
    }));
  });
}

/** The properties of an interface or of an object's type, by name. */
export function membersOf(node: ts.Node | undefined): Map<string, ts.PropertySignature> {
  const properties = new Map<string, ts.PropertySignature>();
  if (node === undefined || !(ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node))) return properties;
  for (const member of node.members) {
    if (!ts.isPropertySignature(member)) continue;
    if (ts.isStringLiteral(member.name) || ts.isIdentifier(member.name)) properties.set(member.name.text, member);
  }
  return properties;
}

/** Lists that are paged in ways of their own: those of DAM. */
function itemsIn(path: string): [string, string][] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').matchAll(/^ {2}'(\/[^']+)': (\w+);/gm);
  return Array.from(lines, ([, list = '', item = '']) => [list, item]);
}
