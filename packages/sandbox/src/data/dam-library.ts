import type { Asset, AssetFields, Assets } from '../dam/asset.ts';
import { assetBody, metadataFields, readExpand, securityBody } from '../dam/asset-body.ts';
import { type Category, type Collection, type Library, wordsFrom } from '../dam/library.ts';
import { badRequest, conflict, notFound } from '../dam/refusal.ts';
import { type Answer, json } from '../exchange.ts';
import { isObject, type Json, type JsonObject } from '../openapi/document.ts';
import type { ApiRequest } from '../openapi/routes.ts';

export type Handlers = Readonly<Record<string, (request: ApiRequest) => Answer>>;

/** The operations on assets, categories, collections and metadata: v2 and the older v1 have the same data. */
export function libraryHandlers(assets: Assets, library: Library, baseUrl: string, now: () => number): Handlers {
  const withAsset =
    (use: (asset: Asset, request: ApiRequest) => Answer) =>
    (request: ApiRequest): Answer => {
      const asset = assets.find(request.values.id ?? '');
      return asset === undefined ? notFound('There is no asset of this id.') : use(asset, request);
    };
  const change = (fields: (asset: Asset, request: ApiRequest) => Partial<AssetFields> | Answer) =>
    withAsset((asset, request) => {
      const changed = fields(asset, request);
      if ('status' in changed) return changed;
      assets.change(asset, changed);
      return NO_CONTENT;
    });
  const body = (asset: Asset, { context }: ApiRequest): object =>
    assetBody(asset, readExpand(context.query), now(), baseUrl, library);

  const categoryBody = (category: Category): object => {
    const parts = library.partsOf(category);
    const path = parts.map((part) => encodeURIComponent(part.replaceAll('/', '\\/'))).join('/');
    return {
      id: category.id,
      name: category.name,
      parts,
      path: parts.join('/'),
      _links: {
        assets: `${baseUrl}/v2/assets/search?query=${encodeURIComponent(`cat:({${category.name}})`)}`,
        categories: `${baseUrl}/v2/categories/${path}`,
      },
    };
  };
  const categoryList = (parent: Category | undefined): Answer => {
    const items = library.categories.filter((category) => category.parent === parent).map(categoryBody);
    return json(200, { item_type: 'category', items, total_count: items.length });
  };
  const categoryV1 = (category: Category): object => ({
    id: category.number + 1,
    uuid: category.id,
    title: category.name,
    children: library.categories.filter(({ parent }) => parent === category).map(categoryV1),
  });
  const categoryById = (id: Json | undefined): Category | undefined =>
    library.categories.find((category) => category.id === id);

  const collectionBody = ({ id, title, type, assets: members }: Collection): object => ({
    id,
    title,
    type,
    total_items: members.size,
    _links: { assets: `${baseUrl}/v2/assets/search?query=${encodeURIComponent(`acn:({${title}})`)}` },
  });

  const vocabularyUrl = (key: string): string => `${baseUrl}/v2/metadata/${encodeURIComponent(key)}/vocabulary`;
  const withVocabulary =
    (use: (vocabulary: string[], request: ApiRequest) => Answer) =>
    (request: ApiRequest): Answer => {
      const vocabulary = library.fields.find(({ key }) => key === request.values.displayKey)?.vocabulary;
      return vocabulary === undefined
        ? notFound('There is no field of this key with a vocabulary.')
        : use(vocabulary, request);
    };
  const withValue = (use: (vocabulary: string[], index: number, request: ApiRequest) => Answer) =>
    withVocabulary((vocabulary, request) => {
      const index = vocabulary.indexOf(request.values.value ?? '');
      return index === -1 ? notFound('The vocabulary has no such value.') : use(vocabulary, index, request);
    });

  return {
    'DELETE /v2/assets/{id}': withAsset((asset) => {
      assets.remove(asset);
      return NO_CONTENT;
    }),
    'GET /v2/assets/{id}/versions': withAsset((asset, request) => json(200, { items: [body(asset, request)] })),
    'GET /v2/assets/{id}/versions/{version_id}': withAsset((asset, request) =>
      request.values.version_id === `${asset.id}-1`
        ? json(200, body(asset, request))
        : notFound('There is no version of this id.'),
    ),
    'GET /v2/assets/{id}/metadata': withAsset((asset) => json(200, { fields: metadataFields(asset, library) })),
    'PUT /v2/assets/{id}/metadata': change((asset, { context, body: sent }) => {
      const fields = Object.entries(fieldsOf(sent).fields ?? {}) as [string, string[]][]; // the body was checked by the document
      const patch = patchOf(context.query);
      const written = fields.filter(([key]) => patch === undefined || patch.includes('all') || patch.includes(key));
      return { metadata: { ...asset.metadata, ...Object.fromEntries(written) } };
    }),
    'GET /v2/assets/{id}/security': withAsset((asset) => json(200, securityBody(asset))),
    'PUT /v2/assets/{id}/security': change((asset, { context, body: sent }) =>
      changedSecurity(asset, fieldsOf(sent), patchOf(context.query), library),
    ),
    'PUT /v2/assets/{id}/filename': change((_, { body: sent }) => ({ filename: String(fieldsOf(sent).filename) })),
    'POST /v2/assets/{id}/alternatepreview': withAsset(() => NO_CONTENT),
    'DELETE /v2/assets/{id}/alternatepreview': withAsset(() => NO_CONTENT),

    'GET /v2/categories': () => categoryList(undefined),
    'GET /v2/categories/{categoryPath}': ({ values }) => {
      const names = (values.categoryPath ?? '').split(/(?<!\\)\//).map((name) => name.replaceAll('\\/', '/'));
      const parent = library.categoryAt(names);
      return parent === undefined ? notFound('There is no category at this path.') : categoryList(parent);
    },
    'GET /api/rest/category/categoryTree': () =>
      json(200, {
        categories: library.categories.filter(({ parent }) => parent === undefined).map(categoryV1),
        parentCategory: null,
      }),
    'POST /api/rest/category': ({ body: sent }) => {
      const { title, parentCategory } = fieldsOf(sent);
      const parent = categoryById(parentCategory);
      if (parent === undefined) return badRequest('There is no parentCategory of this UUID.');
      return json(200, categoryV1(library.addCategory(String(title), parent)));
    },
    'PUT /api/rest/category/uuid/{uuid}': ({ values, body: sent }) => {
      const category = categoryById(values.uuid);
      if (category === undefined) return notFound('There is no category of this UUID.');
      const { title, parentCategory } = fieldsOf(sent);
      if (parentCategory !== undefined) category.parent = categoryById(parentCategory);
      if (title !== undefined) category.name = String(title);
      return json(200, categoryV1(category));
    },
    'POST /api/rest/category/assets': ({ body: sent }) => {
      const { categories, add, remove } = fieldsOf(sent);
      const numbers = uuidsOf(categories).flatMap((id) => categoryById(id)?.number ?? []);
      for (const id of uuidsOf(add)) {
        const asset = assets.find(id);
        if (asset !== undefined) assets.change(asset, { categories: [...new Set([...asset.categories, ...numbers])] });
      }
      for (const id of uuidsOf(remove)) {
        const asset = assets.find(id);
        const kept = asset?.categories.filter((number) => !numbers.includes(number));
        if (asset !== undefined && kept !== undefined) assets.change(asset, { categories: kept });
      }
      return NO_CONTENT;
    },

    'GET /v2/collections': ({ context: { query } }) => {
      const [limit, offset] = [Number(query.get('limit') ?? 10), Number(query.get('offset') ?? 0)];
      const found = library.collections.filter(({ type }) => type === query.get('type'));
      return json(200, {
        item_type: 'collection',
        items: found.slice(offset, offset + limit).map(collectionBody),
        limit,
        offset,
        total_count: found.length,
      });
    },
    'POST /api/rest/collection': ({ body: sent }) => {
      const { title, description, assets: members } = fieldsOf(sent);
      const known = uuidsOf(members).filter((id) => assets.find(id) !== undefined);
      const collection = library.addCollection(String(title), String(description), known);
      return json(200, {
        uuid: collection.id,
        name: collection.title,
        description: collection.description,
        type: 'local',
        assets: known.map((uuid) => ({ uuid })),
        assetsAddedCount: known.length,
        numResults: known.length,
      });
    },
    'POST /api/rest/collection/assets': ({ body: sent }) => {
      const { collections, add, remove } = fieldsOf(sent);
      const ids = uuidsOf(collections);
      for (const collection of library.collections.filter(({ id }) => ids.includes(id))) {
        for (const id of uuidsOf(add)) if (assets.find(id) !== undefined) collection.assets.add(id);
        for (const id of uuidsOf(remove)) collection.assets.delete(id);
      }
      return NO_CONTENT;
    },

    'GET /v2/metadata/fields/viewable': ({ context: { query } }) => {
      const [after, start] = [query.get('display_name_after') ?? '', query.get('display_name_starts_with') ?? ''];
      const types = wordsFrom(query.get('field_types'));
      const found = library.fields
        .filter(
          ({ label, type }) => label > after && label.startsWith(start) && (types.length === 0 || types.includes(type)),
        )
        .toSorted((a, b) => (a.label < b.label ? -1 : 1))
        .slice(0, Number(query.get('limit') ?? 100));
      const metadataTypes = library.metadataTypes.map(({ name }) => name);
      return json(200, {
        fields: found.map(({ key, label, type }) => ({
          display_key: key,
          display_name: label,
          field_type: type,
          metadata_types: metadataTypes,
        })),
      });
    },
    'GET /v2/metadata/{displayKey}/vocabulary': withVocabulary((vocabulary, { values }) =>
      json(200, { vocabulary, _links: { self: vocabularyUrl(values.displayKey ?? '') } }),
    ),
    'POST /v2/metadata/{displayKey}/vocabulary': withVocabulary((vocabulary, { body: sent }) => {
      const { value, index = vocabulary.length } = fieldsOf(sent);
      if (vocabulary.includes(String(value))) return conflict('The vocabulary has this value.');
      vocabulary.splice(Number(index), 0, String(value));
      return NO_CONTENT;
    }),
    'GET /v2/metadata/{displayKey}/vocabulary/{value}': withValue((vocabulary, index, { values }) => {
      const url = vocabularyUrl(values.displayKey ?? '');
      const value = vocabulary[index] ?? '';
      return json(200, { index, value, _links: { self: `${url}/${encodeURIComponent(value)}`, vocabulary: url } });
    }),
    'PUT /v2/metadata/{displayKey}/vocabulary/{value}': withValue((vocabulary, index, { body: sent }) => {
      const { value = vocabulary[index] ?? '', index: to = index } = fieldsOf(sent);
      vocabulary.splice(index, 1);
      vocabulary.splice(Number(to), 0, String(value));
      return NO_CONTENT;
    }),
    'DELETE /v2/metadata/{displayKey}/vocabulary/{value}': withValue((vocabulary, index) => {
      vocabulary.splice(index, 1);
      return NO_CONTENT;
    }),

    'GET /api/rest/metadata/types': () =>
      json(200, {
        types: library.metadataTypes.map(({ uuid, name }) => ({
          uuid,
          name,
          use: 'asset',
          fields: library.fields.map(({ key, label, type, vocabulary, uuid: fieldUuid }) => ({
            uuid: fieldUuid,
            displayKey: key,
            displayName: label,
            discriminator: type,
            editable: true,
            required: key === 'title',
            ...(vocabulary === undefined
              ? {}
              : {
                  itemList: { items: vocabulary.map((value) => ({ displayName: value, uuid: library.uuidOf(value) })) },
                }),
          })),
        })),
      }),
    'PUT /api/rest/asset/changemetadatatype/asset/{id}/type/{metadata_type_uuid}': change((_, { values }) => {
      const type = library.metadataTypes.find(({ uuid }) => uuid === values.metadata_type_uuid);
      return type === undefined ? notFound('There is no metadata type of this UUID.') : { metadataType: type.name };
    }),
    'GET /api/rest/asset/uuid/{id}': withAsset((asset) =>
      json(200, { name: asset.filename, metadataType: asset.metadataType, attachedDocs: { docs: [] } }),
    ),
  };
}

function changedSecurity(
  asset: Asset,
  sent: JsonObject,
  patch: readonly string[] | undefined,
  library: Library,
): Partial<AssetFields> | Answer {
  const all = patch?.includes('all') === true;
  const value = (name: string): Json | undefined => {
    if (patch !== undefined && !all && !patch.includes(name)) return undefined;
    return sent[name] ?? (all || name in sent ? null : undefined);
  };
  const [groups, released, expires] = [value('asset_groups'), value('release_date'), value('expiration_date')];
  const time = (date: Json): number | undefined => (date === null ? undefined : Date.parse(String(date)));
  if (Array.isArray(groups) && !groups.every((group) => library.assetGroups.some(({ name }) => name === group))) {
    return badRequest(`asset_groups are of: ${library.assetGroups.map(({ name }) => name).join(', ')}.`);
  }
  return {
    assetGroups: Array.isArray(groups) ? groups.map(String) : asset.assetGroups,
    releasedAt: released === undefined ? asset.releasedAt : time(released),
    expiresAt: expires === undefined ? asset.expiresAt : time(expires),
  };
}

/** The names in `patch=a,b`; `undefined` if it wasn't sent. */
const patchOf = (query: URLSearchParams): readonly string[] | undefined =>
  query.has('patch') ? wordsFrom(query.get('patch')) : undefined;

export const fieldsOf = (body: Json | undefined): JsonObject => (isObject(body) ? body : {});

/** The list in `{ uuids: [...] }`. */
export const uuidsOf = (list: Json | undefined): readonly string[] => {
  const { uuids } = fieldsOf(list);
  return Array.isArray(uuids) ? uuids.map(String) : [];
};

export const NO_CONTENT: Answer = { status: 204 };
