import { type Document, referencedName, type Schema } from './document.ts';

/**
 * The properties that lead to the items of a list, by the schema that has them. Documents forget to mark them as
 * required, though every list has them.
 *
 * @param items Where a list's items are: `_embedded.items`.
 */
export function findRequiredItems(document: Document, items: string): ReadonlyMap<Schema, string> {
  const found = new Map<Schema, string>();
  const names = items.split('.');

  function resolve(schema: Schema | undefined): Schema | undefined {
    return schema?.$ref === undefined
      ? schema
      : resolve(document.components?.schemas?.[referencedName(schema.$ref, 'schemas')]);
  }
  /** Notes the properties on the way from here to the items. @returns Whether the way leads to a list. */
  function follow(schema: Schema | undefined, [name, ...rest]: readonly string[]): boolean {
    const here = resolve(schema);
    if (name === undefined) return here?.type === 'array';
    const leads = here !== undefined && follow(here.properties?.[name], rest);
    if (leads) found.set(here, name);
    return leads;
  }
  function visit(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if ('properties' in value) follow(value as Schema, names); // anything else with properties leads nowhere
    for (const inner of Object.values(value)) visit(inner);
  }
  visit(document);
  return found;
}
