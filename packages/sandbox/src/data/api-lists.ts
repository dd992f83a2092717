import { type ApiDocument, type ApiOperation, resolveSchema, type Schema, typesOf } from '../openapi/document.ts';

/** What the document says about a list. */
export interface List {
  readonly operation: ApiOperation;
  readonly item: Schema;
  /** The property that identifies an item, and whose value is in the item's path. */
  readonly identity: string | undefined;
}

/** The lists of a document, and where their items are. */
export interface ApiLists {
  /** The list that a path answers; `undefined` if it answers something else. */
  at(template: string): List | undefined;
  /** The path of a list's items: `/roles` => `/roles/{roleUuid}`; `undefined` if they have none. */
  itemTemplate(template: string): string | undefined;
  /** The schema of what a GET of a path answers. */
  answerSchema(template: string): Schema | undefined;
  /** Where the list is in a schema: `['_embedded', 'items']`, `[]` for a bare list; `undefined` if there is none. */
  place(schema: Schema): readonly string[] | undefined;
  /** The schema of a list's items. */
  itemSchema(schema: Schema): Schema | undefined;
  /** The properties of an object, with those of the schemas in its `allOf`. */
  propertiesOf(schema: Schema): Readonly<Record<string, Schema>>;
}

/** @param listNames Names of the properties that hold a list, besides HAL's `_embedded.items`. */
export function createApiLists(document: ApiDocument, listNames: readonly string[]): ApiLists {
  const gets = new Map(document.operations.filter(({ method }) => method === 'GET').map((op) => [op.path, op]));
  const items = new Map<string, string>();
  for (const { path } of document.operations) {
    const [, list] = /^(.*)\/\{\w+\}$/.exec(path) ?? [];
    if (list !== undefined && !items.has(list)) items.set(list, path);
  }
  const lists = new Map<string, List | undefined>();

  const propertiesOf = (schema: Schema): Readonly<Record<string, Schema>> => {
    const target = resolveSchema(document, schema);
    return Object.assign({}, ...(target.allOf ?? []).map(propertiesOf), target.properties);
  };

  const listPlace = (schema: Schema): readonly string[] | undefined => {
    const isList = (inner: Schema | undefined): boolean =>
      inner !== undefined && typesOf(resolveSchema(document, inner)).includes('array');
    if (isList(schema)) return [];
    const properties = propertiesOf(schema);
    const embedded = properties._embedded;
    const isOneThing = properties.uuid !== undefined; // with items in it, as a subscription has its organisations
    if (embedded !== undefined && !isOneThing && isList(propertiesOf(embedded).items)) return ['_embedded', 'items'];
    const name = listNames.find((candidate) => isList(properties[candidate]));
    return name === undefined ? undefined : [name];
  };

  const itemSchema = (schema: Schema): Schema | undefined => {
    const holder = listPlace(schema)?.reduce<Schema>((at, name) => propertiesOf(at)[name] ?? {}, schema);
    return holder === undefined ? undefined : resolveSchema(document, holder).items;
  };

  const listAt = (template: string): List | undefined => {
    if (lists.has(template)) return lists.get(template);
    const operation = gets.get(template);
    const place = operation?.answer === undefined ? undefined : listPlace(operation.answer.schema);
    let list: List | undefined;
    if (operation?.answer !== undefined && place !== undefined) {
      const item = itemSchema(operation.answer.schema) ?? {};
      const identity = identityOf(Object.keys(propertiesOf(item)), parameterOf(items.get(template)));
      list = { operation, item, identity };
    }
    lists.set(template, list);
    return list;
  };

  return {
    at: listAt,
    itemTemplate: (template) => items.get(template),
    answerSchema: (template) => gets.get(template)?.answer?.schema,
    place: listPlace,
    itemSchema,
    propertiesOf,
  };
}

/** The parameter at the end of a path: `/roles/{roleUuid}` => `roleUuid`. */
export function parameterOf(template: string | undefined): string | undefined {
  const [, name] = /\/\{(\w+)\}$/.exec(template ?? '') ?? [];
  return name;
}

/** The property that has a parameter's value: `uuid` for `roleUuid`, `name` for `tagName`, or `asset_id` for `id`. */
export function identityOf(properties: readonly string[], parameter: string | undefined): string | undefined {
  const snake = parameter?.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const last = snake?.split('_').at(-1);
  const idLike = properties.find((property) => /_id$|Id$/.test(property));
  const candidates = [parameter, snake, last, last === 'domain' ? 'hostname' : last, 'uuid', 'id', idLike, 'name'];
  return candidates.find((candidate) => candidate !== undefined && properties.includes(candidate));
}
