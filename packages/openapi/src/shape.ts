import { type Document, referencedName, type Schema } from './document.ts';
import { findRequiredItems } from './required-items.ts';

/** A schema without prose: all that a type or a check of values needs. */
export type Shape =
  | { readonly kind: 'unknown' | 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'bytes' | 'form-data' }
  | {
      readonly kind: 'literals';
      readonly values: readonly (string | number | boolean | null)[];
      /** Other texts are allowed, too. */
      readonly isOpen?: true;
    }
  | { readonly kind: 'array'; readonly items: Shape }
  | { readonly kind: 'record'; readonly values: Shape }
  | { readonly kind: 'object'; readonly properties: readonly Property[] }
  | { readonly kind: 'union' | 'intersection'; readonly members: readonly Shape[] }
  | { readonly kind: 'named'; readonly component: string; readonly direction: Direction };

export interface Property {
  readonly name: string;
  readonly optional: boolean;
  readonly deprecated: boolean;
  readonly shape: Shape;
}

/** Bodies leave out what the document marks as read-only. */
export type Direction = 'answer' | 'body';

/** A longer list of values, such as all countries, is left out: it says nothing to the reader of a type. */
const mostLiterals = 30;

export interface Shapes {
  of(schema: Schema, direction: Direction): Shape;
  /** The shape of a component. */
  component(name: string, direction: Direction): Shape;
}

/** @param items Where lists have their items, which are then required; left out: only what the document requires is. */
export function createShapes(document: Document, items?: string): Shapes {
  const requiredItems = items === undefined ? undefined : findRequiredItems(document, items);
  const schemas = document.components?.schemas ?? {};
  const known = new Map<string, Shape>();
  const withReadOnly = new Map<string, boolean>();

  function component(name: string, direction: Direction): Shape {
    const key = `${direction} ${name}`;
    let shape = known.get(key);
    if (shape === undefined) {
      shape = of(schemaOf(name), direction);
      known.set(key, shape);
    }
    return shape;
  }

  function schemaOf(name: string): Schema {
    const schema = schemas[name];
    if (schema === undefined) throw new Error(`#/components/schemas/${name} leads nowhere`);
    return schema;
  }

  function of(schema: Schema, direction: Direction): Shape {
    const shape = withoutNull(schema, direction);
    const nullable = schema.nullable === true || (Array.isArray(schema.type) && schema.type.includes('null'));
    return nullable ? union([shape, { kind: 'null' }]) : shape;
  }

  function withoutNull(schema: Schema, direction: Direction): Shape {
    if (schema.$ref !== undefined) {
      const name = referencedName(schema.$ref, 'schemas');
      return {
        kind: 'named',
        component: name,
        direction: direction === 'body' && hasReadOnly(name) ? 'body' : 'answer',
      };
    }
    if (schema.const !== undefined) return { kind: 'literals', values: [schema.const] };
    if (schema.enum !== undefined && schema.enum.length <= mostLiterals)
      return { kind: 'literals', values: schema.enum };

    const parts: Shape[] = [];
    for (const members of [schema.oneOf, schema.anyOf]) {
      const shapes = (members ?? []).filter(isType).map((member) => of(member, direction));
      if (shapes.length > 0) parts.push(union(shapes));
    }
    parts.push(...(schema.allOf ?? []).filter(isType).map((member) => of(member, direction)));
    const own = ownShape(schema, direction);
    if (own.kind !== 'unknown') parts.push(own);
    return intersection(parts);
  }

  function ownShape(schema: Schema, direction: Direction): Shape {
    const named = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
    const types = named.filter((type) => type !== 'null');
    if (types.length === 0 && named.length > 0) return { kind: 'null' };
    if (types.length > 1) return union(types.map((type) => ownShape({ ...schema, type }, direction)));
    const type =
      types[0] ?? (schema.properties || schema.additionalProperties ? 'object' : schema.items ? 'array' : undefined);
    switch (type) {
      case 'string':
        return { kind: schema.format === 'binary' ? 'bytes' : 'string' };
      case 'number':
      case 'integer':
      case 'boolean':
        return { kind: type };
      case 'array':
        return { kind: 'array', items: schema.items ? of(schema.items, direction) : { kind: 'unknown' } };
      case 'object':
        return objectShape(schema, direction);
      default:
        return { kind: 'unknown' };
    }
  }

  function objectShape(schema: Schema, direction: Direction): Shape {
    const { properties, additionalProperties, required = [] } = schema;
    if (properties === undefined) {
      const values =
        typeof additionalProperties === 'object' ? of(additionalProperties, direction) : ({ kind: 'unknown' } as const);
      return { kind: 'record', values };
    }
    return {
      kind: 'object',
      properties: Object.entries(properties)
        .filter(([, property]) => direction === 'answer' || property.readOnly !== true)
        .map(([name, property]) => ({
          name,
          optional: !required.includes(name) && requiredItems?.get(schema) !== name,
          deprecated: property.deprecated === true,
          shape: of(property, direction),
        })),
    };
  }

  /** Whether a component differs between bodies and answers. */
  function hasReadOnly(name: string): boolean {
    const answer = withReadOnly.get(name);
    if (answer !== undefined) return answer;
    withReadOnly.set(name, false); // so that the search ends if a component contains itself
    const found = contains(schemaOf(name));
    withReadOnly.set(name, found);
    return found;
  }

  function contains(schema: Schema): boolean {
    if (schema.$ref !== undefined) return hasReadOnly(referencedName(schema.$ref, 'schemas'));
    const { additionalProperties: rest } = schema;
    const inner = [
      ...Object.values(schema.properties ?? {}),
      ...(schema.allOf ?? []),
      ...(schema.anyOf ?? []),
      ...(schema.oneOf ?? []),
      ...(schema.items ? [schema.items] : []),
      ...(typeof rest === 'object' ? [rest] : []),
    ];
    return inner.some((one) => one.readOnly === true || contains(one));
  }

  return { of, component };
}

/** `anyOf: [{ required: ['a'] }, { required: ['b'] }]` is a rule, not a type. */
const isType = (schema: Schema): boolean => String(Object.keys(schema)) !== 'required';

/** A flat union without duplicates. */
export function union(members: readonly Shape[]): Shape {
  const flat = members.flatMap((member) => (member.kind === 'union' ? member.members : [member]));
  const literals = flat.flatMap((member) => (member.kind === 'literals' ? member.values : []));
  const others = flat.filter((member) => member.kind !== 'literals');
  const all: Shape[] = [
    ...(literals.length > 0 ? [{ kind: 'literals', values: [...new Set(literals)] } as const] : []),
    ...others,
  ];
  return collapse('union', all);
}

const intersection = (members: readonly Shape[]): Shape =>
  collapse(
    'intersection',
    members.filter(({ kind }) => kind !== 'unknown'),
  );

function collapse(kind: 'union' | 'intersection', members: readonly Shape[]): Shape {
  const distinct = [...new Map(members.map((member) => [JSON.stringify(member), member])).values()];
  if (kind === 'union' && distinct.some((member) => member.kind === 'unknown')) return { kind: 'unknown' };
  return distinct.length > 1 ? { kind, members: distinct } : (distinct[0] ?? { kind: 'unknown' });
}
