import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { sampleOf } from './operation-sample.ts';
import { membersOf, type Operation, type Operations, readOperations } from './operations.ts';

const services = { cloud: 'Cloud', dam: 'DAM' } as const;

/** Writes a page for each tag of a service's operations, one with their types, and one that lists them all. */
export function writeOperationPages(out: string): void {
  for (const service of ['cloud', 'dam'] as const) {
    const folder = join(out, service);
    mkdirSync(folder, { recursive: true });
    const all = readOperations(service);
    const inOrder = all.operations.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    const sorted = [...new Set(inOrder.map(({ tag }) => tag))].sort().map((tag) => ({
      tag,
      operations: inOrder.filter((operation) => operation.tag === tag),
    }));
    for (const { tag, operations } of sorted) {
      const entries = operations.map((operation) => entryOf(operation, service, all));
      writeFileSync(join(folder, `${tag}.md`), `# ${services[service]}: ${titleOf(tag)}\n\n${entries.join('\n')}`);
    }
    const lists = sorted.map(({ tag, operations }) => {
      const lines = operations.map((one) => `- [${lineOf(one)}](${tag}.md#${anchorOf(one)})`);
      return `## ${titleOf(tag)}\n\n${lines.join('\n')}\n`;
    });
    const intro = `All ${all.operations.length} operations, each with a call that compiles. [Their types](types.md). [The guide](../../../services/${service}.md) has the options of a call.`;
    writeFileSync(
      join(folder, 'index.md'),
      `# ${services[service]}: every operation\n\n${intro}\n\n${lists.join('\n')}`,
    );
    writeFileSync(join(folder, 'types.md'), `# ${services[service]}: types\n\n${typesOf(service, all)}`);
  }
}

function entryOf(operation: Operation, service: 'cloud' | 'dam', all: Operations): string {
  const { inputs, item, answer, isDeprecated, isExperimental, schema, tag } = operation;
  const facts = [
    ...Object.entries(inputs).map(([input, { type, isOptional }]) => {
      return `- \`${input}\`${isOptional ? ', may be left out' : ''}: ${described(type, all)}`;
    }),
    ...(item === undefined ? [] : [`- each item: ${all.types.has(item) ? linkTo(item) : `\`${item}\``}`]),
    `- answer: ${described(answer, all)}`,
    ...(schema === undefined ? [] : [`- schema of the answer: \`${schema}\` of \`@acme/${service}/schemas/${tag}\``]),
  ];
  return [
    `## ${lineOf(operation)} {#${anchorOf(operation)}}\n`,
    ...(isDeprecated ? ['The service calls it deprecated.\n'] : []),
    ...(isExperimental ? ['It is not in production yet: the service may change it.\n'] : []),
    `\`\`\`ts\n${sampleOf(operation, service, all)}\n\`\`\`\n`,
    `${facts.join('\n')}\n`,
  ].join('\n');
}

/** A type in a line of text: its fields, or its name with a link. */
function described(type: ts.TypeNode, all: Operations): string {
  const { file, types } = all;
  const text = type.getText(file);
  if (text === 'undefined') return 'empty';
  if (types.has(text)) return linkTo(text);
  const fields = Array.from(membersOf(type).values(), (member) => {
    return `\`${member.getText(file).replace(/( \| undefined)?;?$/, '')}\``;
  });
  const plain = fields.length > 0 ? fields.join(', ') : `\`${text}\``;
  const links = namesIn(type, all).map(linkTo).join(', ');
  return links === '' ? plain : `${plain} (${links})`;
}

const linkTo = (name: string): string => `[${name}](types.md#${name})`;

function typesOf(service: 'cloud' | 'dam', all: Operations): string {
  const printer = ts.createPrinter();
  const shown = [...all.types].filter(
    ([name]) => !/^(Get|Post|Put|Delete|Cloud|Dam)Operations$|^PagedItems$/.test(name),
  );
  const sections = shown.map(([name, declaration]) => {
    const code = printer.printNode(ts.EmitHint.Unspecified, declaration, all.file);
    const links = namesIn(declaration, all).filter((other) => other !== name);
    const see = links.length === 0 ? '' : `\n${links.map((other) => `[${other}](#${other})`).join(', ')}\n`;
    return `## ${name} {#${name}}\n\n\`\`\`ts\n${code.replace(/^ {4,}/gm, (spaces) => ' '.repeat(spaces.length / 2))}\n\`\`\`\n${see}`;
  });
  return `Import them from \`@acme/${service}\`.\n\n${sections.join('\n')}`;
}

/** The types of the document that a type names. */
function namesIn(node: ts.Node, { types, file }: Operations): string[] {
  const names = new Set<string>();
  const visit = (one: ts.Node): void => {
    if (ts.isTypeReferenceNode(one) && types.has(one.typeName.getText(file))) names.add(one.typeName.getText(file));
    ts.forEachChild(one, visit);
  };
  visit(node);
  return [...names];
}

const lineOf = ({ method, path }: Operation): string => `\`${method.toUpperCase()} ${path}\``;

const anchorOf = ({ method, path }: Operation): string =>
  `${method}${path}`
    .replace(/[^a-z\d]+/gi, '-')
    .replace(/-$/, '')
    .toLowerCase();

/** `orders-v1` => `Orders, v1` */
const titleOf = (tag: string): string =>
  (tag.charAt(0).toUpperCase() + tag.slice(1))
    .replace(/-v1$/, ', v1')
    .replaceAll('-', ' ')
    .replace('Untagged', 'Others');
