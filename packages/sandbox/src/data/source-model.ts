/** The kind of an attribute's value. A `timestamp` is shown as ISO 8601, but a filter compares it in UNIX seconds. */
export type AttributeKind = 'text' | 'integer' | 'boolean' | 'timestamp' | 'object';

export interface Relationship {
  /** The resource types to which it may lead. */
  readonly to: readonly string[];
  readonly many: boolean;
}

export interface ResourceType {
  readonly entityType: string;
  readonly bundle: string;
  readonly attributes: Readonly<Record<string, AttributeKind>>;
  readonly relationships: Readonly<Record<string, Relationship>>;
  /** The attribute that names an entry. It is required. */
  readonly label: string;
  /** The attribute with the number that the site gives. */
  readonly number: string;
}

const DATES = { created: 'timestamp', changed: 'timestamp' } as const;
const one = (...to: readonly string[]): Relationship => ({ to, many: false });
const many = (...to: readonly string[]): Relationship => ({ to, many: true });

/** The content model of the site: resource types by their names. */
export const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  'node--article': {
    entityType: 'node',
    bundle: 'article',
    label: 'title',
    number: 'drupal_internal__nid',
    attributes: {
      drupal_internal__nid: 'integer',
      drupal_internal__vid: 'integer',
      langcode: 'text',
      title: 'text',
      status: 'boolean',
      ...DATES,
      promote: 'boolean',
      sticky: 'boolean',
      path: 'object',
      body: 'object',
    },
    relationships: {
      uid: one('user--user'),
      tags: many('taxonomy_term--tags'),
      media: one('media--image'),
      field_image: one('file--file'),
    },
  },
  'node--page': {
    entityType: 'node',
    bundle: 'page',
    label: 'title',
    number: 'drupal_internal__nid',
    attributes: {
      drupal_internal__nid: 'integer',
      drupal_internal__vid: 'integer',
      langcode: 'text',
      title: 'text',
      status: 'boolean',
      ...DATES,
      path: 'object',
      body: 'object',
    },
    relationships: { uid: one('user--user') },
  },
  'taxonomy_term--tags': {
    entityType: 'taxonomy_term',
    bundle: 'tags',
    label: 'name',
    number: 'drupal_internal__tid',
    attributes: {
      drupal_internal__tid: 'integer',
      langcode: 'text',
      status: 'boolean',
      name: 'text',
      description: 'object',
      weight: 'integer',
      changed: 'timestamp',
      path: 'object',
    },
    relationships: { parent: many('taxonomy_term--tags') },
  },
  'media--image': {
    entityType: 'media',
    bundle: 'image',
    label: 'name',
    number: 'drupal_internal__mid',
    attributes: { drupal_internal__mid: 'integer', langcode: 'text', status: 'boolean', name: 'text', ...DATES },
    relationships: { uid: one('user--user'), field_media_image: one('file--file') },
  },
  'file--file': {
    entityType: 'file',
    bundle: 'file',
    label: 'filename',
    number: 'drupal_internal__fid',
    attributes: {
      drupal_internal__fid: 'integer',
      langcode: 'text',
      filename: 'text',
      uri: 'object',
      filemime: 'text',
      filesize: 'integer',
      status: 'boolean',
      ...DATES,
    },
    relationships: { uid: one('user--user') },
  },
  'user--user': {
    entityType: 'user',
    bundle: 'user',
    label: 'name',
    number: 'drupal_internal__uid',
    attributes: { drupal_internal__uid: 'integer', langcode: 'text', name: 'text', display_name: 'text', ...DATES },
    relationships: {},
  },
};

/** Only own properties count, because a caller may name any field, such as `constructor`. */
const own = <T>(values: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;

export const relationshipOf = (type: string, name: string): Relationship | undefined =>
  own(own(RESOURCE_TYPES, type)?.relationships, name);

export const attributeOf = (type: string, name: string): AttributeKind | undefined =>
  own(own(RESOURCE_TYPES, type)?.attributes, name);
