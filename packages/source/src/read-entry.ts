import { type RequestLine, type StandardSchema, validate } from '@acme/http';
import {
  isIdentifier,
  isStandIn,
  type JsonApiDocument,
  primaryData,
  type WireIdentifier,
  type WireResource,
} from './document.ts';
import type { AnyFields, UntypedEntry } from './entry.ts';
import { type QueryParts, shownBy } from './query.ts';
import { type AnyResource, type ReadSubject, resourcesOf, targetsOf } from './resource.ts';

/** How an answer is read: it depends on what was asked for. */
export interface Reading {
  /** The resources that the entries may be of; empty if nothing is known about them. */
  readonly resources: readonly AnyResource[];
  /** Attributes are checked by the schemas of their resources. */
  readonly isChecked: boolean;
  readonly include: readonly string[];
  /** Sparse fields by type. */
  readonly fields: AnyFields;
}

/** @param shown What the read asks for. */
export function readingOf(
  { isChecked }: Pick<Reading, 'isChecked'>,
  [resource, , field]: ReadSubject,
  shown: QueryParts,
): Reading {
  const resources = resourcesOf(resource);
  return { resources: field ? targetsOf(resources, field) : resources, isChecked, ...shownBy(shown) };
}

/** Include paths as a tree: `['tags', 'uid.roles']` is `{ tags: {}, uid: { roles: {} } }`. */
interface IncludeTree {
  [field: string]: IncludeTree | undefined;
}

/**
 * Makes entries from a document: flat, with included entries in their place. An entry that occurs in several places is
 * made for each of them, along the include paths only: entries that link to each other make no cycle.
 */
export async function readEntries(
  document: JsonApiDocument,
  request: RequestLine,
  reading: Reading,
): Promise<readonly UntypedEntry[]> {
  const data = primaryData(document);
  // A document has a resource only once: a linked one may be in the primary data (JSON:API 1.1, compound documents).
  const known = new Map(
    [...data, ...document.included].map((resource) => [`${resource.type} ${resource.id}`, resource]),
  );

  async function read(wire: WireResource, expected: readonly AnyResource[], below: IncludeTree): Promise<UntypedEntry> {
    const resources = expected.filter(({ type }) => type === wire.type);
    const schema = reading.isChecked && resources[0] && schemaFor(resources[0], reading.fields[wire.type]);
    const attributes = attributesOf(wire);
    const checked = schema ? await validate(schema, attributes, request, `${wire.type} ${wire.id}`) : attributes;
    const entry: Record<string, unknown> = {
      ...(checked as object), // as a schema of attributes gives them
      type: wire.type,
      id: wire.id,
    };
    for (const [field, { cardinality }] of Object.entries(resources[0]?.relationships ?? {})) {
      // The site sends no field that the caller may not see, and none that was not asked for.
      if (reading.fields[wire.type]?.includes(field) ?? true) entry[field] = cardinality === 'many' ? [] : null;
    }
    for (const [field, relationship] of Object.entries(wire.relationships ?? {})) {
      const linked = relationship?.data;
      if (linked === undefined) continue; // the site gave links only
      const entries = await readLinked(linked, targetsOf(resources, field), below[field]);
      // As the resource says, so that its types hold; the answer decides only if the field is not declared.
      const cardinality = resources[0]?.relationships[field]?.cardinality ?? (Array.isArray(linked) ? 'many' : 'one');
      entry[field] = cardinality === 'many' ? entries : (entries[0] ?? null);
    }
    return entry as UntypedEntry; // it has a type and an id
  }

  /** @param below The includes behind this relationship; `undefined`: it is not included, and stays an identifier. */
  async function readLinked(
    linked: Linked,
    targets: readonly AnyResource[],
    below: IncludeTree | undefined,
  ): Promise<readonly unknown[]> {
    const identifiers = [linked].flat().filter((one): one is WireIdentifier => isIdentifier(one) && !isStandIn(one));
    if (!below) return identifiers; // at once: an answer may have a great many of these
    const readOne = async (identifier: WireIdentifier): Promise<unknown> => {
      const wire = known.get(`${identifier.type} ${identifier.id}`);
      if (!wire) return undefined; // deleted, or hidden from this caller: see the page's omissions
      const entry = await read(wire, targets, below);
      return identifier.meta === undefined ? entry : { ...entry, meta: identifier.meta };
    };
    return (await Promise.all(identifiers.map(readOne))).filter(Boolean);
  }

  const tree = treeOf(reading.include);
  return Promise.all(data.map((wire) => read(wire, reading.resources, tree)));
}

type Linked = WireIdentifier | readonly WireIdentifier[] | null;

/**
 * Without members whose names begin with an at sign: those are not data (JSON:API 1.1). The links of a file are data:
 * they lead to smaller copies of a picture.
 */
function attributesOf({ attributes, links, type }: WireResource): Readonly<Record<string, unknown>> {
  const all = { ...(links && type === 'file--file' && { links }), ...attributes };
  return Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith('@')));
}

function treeOf(paths: readonly string[]): IncludeTree {
  const tree: IncludeTree = Object.create(null); // without a prototype, as a field may be called `constructor`
  for (const path of paths) {
    let level = tree;
    for (const field of path.split('.')) level = level[field] ??= Object.create(null) as IncludeTree;
  }
  return tree;
}

/**
 * The schema of what was asked for: of all attributes, or of the sparse ones, if the schema can be reduced to them, as
 * zod's objects can. `undefined`: it can't, so the attributes stay as the site sends them.
 */
function schemaFor({ attributes }: AnyResource, fields: readonly string[] | undefined): StandardSchema | undefined {
  if (!fields) return attributes;
  const { pick, shape } = attributes as Partial<ObjectSchema>; // checked in the next line
  if (!pick || !shape) return undefined;
  const names = fields.filter((field) => Object.hasOwn(shape, field));
  try {
    return pick.call(attributes, Object.fromEntries(names.map((name) => [name, true])));
  } catch {
    return undefined; // zod does not pick from a schema with refinements
  }
}

interface ObjectSchema {
  readonly shape: object;
  pick(names: Readonly<Record<string, true>>): StandardSchema;
}
