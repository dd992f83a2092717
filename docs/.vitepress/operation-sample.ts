import ts from 'typescript';
import { membersOf, type Operation, type Operations } from './operations.ts';

/** Columns of a line of code. */
const width = 110;

/** A value as code: a text, a list, or an object. */
type Value = string | readonly Value[] | ReadonlyMap<string, Value>;

/**
 * A call of an operation, with all that it needs and nothing that may be left out: it compiles.
 *
 * @param client The name of the variable that has the client.
 */
export function sampleOf(operation: Operation, client: 'cloud' | 'dam', { types, file }: Operations): string {
  const { method, path, inputs, item, answer } = operation;
  const needed = new Map(
    Object.entries(inputs).flatMap(([input, { type, isOptional }]) =>
      isOptional ? [] : [[input, sampleValue(type, 0)]],
    ),
  );
  const line = callWith(written(needed, ''));
  return line.length > width && !line.includes('\n') ? callWith(broken(needed, '')) : line;

  function callWith(code: string): string {
    const options = needed.size === 0 ? '' : `, ${code}`;
    if (client === 'dam' && path === '/v2/assets/search') {
      return "for await (const asset of dam.search({ query: 'ft:(image)' })) console.log(asset.filename);";
    }
    if (item !== undefined)
      return `for await (const item of ${client}.paginate('${path}'${options})) console.log(item);`;
    const answered = answer.getText(file);
    const call = `${client}.${method}('${path}'${options})`;
    if (/\bTask\b/.test(answered)) return `await ${client}.runTask(() => ${call});`;
    return answered === 'undefined' ? `await ${call};` : `const answer = await ${call};`;
  }

  function sampleValue(type: ts.TypeNode | undefined, depth: number): Value {
    if (type === undefined || depth > 8) return '{}';
    if (ts.isParenthesizedTypeNode(type)) return sampleValue(type.type, depth);
    if (ts.isTypeOperatorNode(type)) return sampleValue(type.type, depth); // `readonly`: the generator writes no other
    if (ts.isArrayTypeNode(type)) return [sampleValue(type.elementType, depth + 1)];
    if (ts.isTypeLiteralNode(type)) return objectOf(type, depth);
    if (ts.isLiteralTypeNode(type)) return type.getText(file).replace(/^"(.*)"$/, "'$1'");
    if (ts.isUnionTypeNode(type))
      return sampleValue(
        type.types.find((one) => !/^(null|undefined)$/.test(one.getText(file))),
        depth,
      );
    if (ts.isIntersectionTypeNode(type)) return mergedOf(type.types.map((one) => sampleValue(one, depth + 1)));
    if (ts.isTypeReferenceNode(type)) return namedOf(type, depth);
    const word = type.getText(file);
    return word === 'string' ? "'…'" : word === 'number' ? '1' : word === 'boolean' ? 'true' : '{}';
  }

  function namedOf({ typeName, typeArguments }: ts.TypeReferenceNode, depth: number): Value {
    const name = typeName.getText(file);
    if (name === 'FormData') return 'new FormData()';
    if (name === 'Blob') return "new Blob(['…'])";
    if (name === 'Record') return new Map([['key', sampleValue(typeArguments?.[1], depth + 1)]]);
    const declared = types.get(name);
    if (declared === undefined) return '{}';
    return ts.isInterfaceDeclaration(declared) ? objectOf(declared, depth) : sampleValue(declared.type, depth + 1);
  }

  function objectOf(type: ts.Node, depth: number): Value {
    return new Map(
      Array.from(membersOf(type)).flatMap(([name, member]) =>
        member.questionToken ? [] : [[name, sampleValue(member.type, depth + 1)] as const],
      ),
    );
  }
}

const mergedOf = (values: readonly Value[]): Value =>
  new Map(values.flatMap((value) => (value instanceof Map ? [...value] : [])));

/** Code of a value, in one line where it is short. */
function written(value: Value, indent: string): string {
  if (typeof value === 'string') return value;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{ ', ' }'];
  const parts = partsOf(value, indent);
  const line = parts.length === 0 ? open.trim() + close.trim() : `${open}${parts.join(', ')}${close}`;
  return line.length + indent.length > 80 || line.includes('\n') ? broken(value, indent) : line;
}

/** The same with a line for each part. */
function broken(value: Value, indent: string): string {
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const inner = `${indent}  `;
  const lines = partsOf(value, inner).map((part) => `${inner}${part},\n`);
  return `${open}\n${lines.join('')}${indent}${close}`;
}

function partsOf(value: Value, indent: string): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Map) return Array.from(value, ([name, part]) => `${keyOf(name)}: ${written(part, indent)}`);
  return Array.from(value as readonly Value[], (part) => written(part, indent)); // `isArray` does not tell readonly lists
}

const keyOf = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`);
