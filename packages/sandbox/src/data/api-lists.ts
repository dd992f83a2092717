import { type ApiDocument, type ApiOperation, resolveSchema, type Schema, typesOf } from '../openapi/document.ts';

/** What the document says of a list. */
export interface List {
  readonly operation: ApiOperation;
  readonly item: Schema;
  /** The property that tells one from the other, and is in the path of a single one. */
  readonly identity: string | undefined;
}

/** The lists of a document, and where they hold their things. */
export interface ApiLists {
  /** The list that a path answers; `undefined` where that is none. */
  at(template: string): List | undefined;
  /** The path of a list's things: `/roles` => `/roles/{roleUuid}`; `undefined` where they have none. */
  itemTemplate(template: string): string | undefined;
  /** What a GET of a path answers. */
  answerSchema(template: string): Schema | undefined;
  /** Where a schema holds its list: `['_embedded', 'items']`, `[]` for a bare list; `undefined` where it holds none. */
  place(schema: Schema): readonly string[] | undefined;
  /** The schema of a list's things. */
  itemSchema(schema: Schema): Schema | undefined;
  /** The properties of an object, those of what it is made from too. */
  propertiesOf(schema: Schema): Readonly<Record<string, Schema>>;
}

/** @param listNames Properties that hold the list of a list's answer, besides HAL's. */
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
    if (embedded !== undefined && isList(propertiesOf(embedded).items)) return ['_embedded', 'items'];
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

/** The parameter that is the end of a path: `/roles/{roleUuid}` => `roleUuid`. */
export function parameterOf(template: string | undefined): string | undefined {
  const [, name] = /\/\{(\w+)\}$/.exec(template ?? '') ?? [];
  return name;
}

/** `roleUuid` is the property `uuid`, `tagName` is `name`, `product_id` itself; `{id}` may be `asset_id`. */
export function identityOf(properties: readonly string[], parameter: string | undefined): string | undefined {
  const snake = parameter?.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const last = snake?.split('_').at(-1);
  const idLike = properties.find((property) => /_id$|Id$/.test(property));
  const candidates = [parameter, snake, last, last === 'domain' ? 'hostname' : last, 'uuid', 'id', idLike, 'name'];
  return candidates.find((candidate) => candidate !== undefined && properties.includes(candidate));
}
