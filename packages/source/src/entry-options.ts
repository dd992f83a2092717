import type { CallOptions } from '@acme/http';
import type { AnyFields } from './entry.ts';
import type { Filter } from './filter.ts';
import type { QueryBuilder } from './query.ts';
import type { ReadCache } from './read-cache.ts';

/** Options of every call: how it is sent, and the language. */
export interface SendOptions
  extends Pick<CallOptions, 'signal' | 'timeout' | 'totalTimeout' | 'retry' | 'headers' | 'fetchOptions'> {
  /** Another language than the site's own: `de`. Default: that of `withDefaults`, if any. */
  readonly locale?: string | undefined;
}

/** Options of every read of entries. */
export interface EntryOptions<Include extends string = string, Sparse extends AnyFields = AnyFields>
  extends SendOptions {
  /** Relationships to include, at most three deep: `['tags', 'uid.roles']`. */
  readonly include?: readonly Include[] | undefined;
  /**
   * Sparse fields: the entries have only these, by resource type, such as `{ 'node--article': ['title'] }`. They are
   * checked if the schema is a zod object. Schemas of other libraries can't check a part of their fields, so the fields
   * stay as the site sends them.
   */
  readonly fields?: Sparse | undefined;
  /** `rel:working-copy`, `rel:latest-version` or `id:42`. Default: that of `withDefaults`, else the site's default revision. */
  readonly resourceVersion?: string | undefined;
  /**
   * A query written by `drupal-jsonapi-params`. The other options are added after it, and win: of two filters with the
   * same name, Drupal reads the last.
   */
  readonly params?: QueryBuilder | undefined;
}

/** Options of lists. */
export interface EntryListOptions<
  Include extends string = string,
  Sparse extends AnyFields = AnyFields,
  Field extends string = string,
> extends EntryOptions<Include, Sparse> {
  /** Which entries: conditions by field, or groups from `allOf` and `anyOf`. Default: all. */
  readonly filter?: Filter<Field> | undefined;
  /** Fields to sort by; with a minus, descending. Default: the site's own order. */
  readonly sort?: readonly (Field | `-${Field}`)[] | undefined;
  /** Entries per page, 50 at most. Default: the site's. */
  readonly pageSize?: number | undefined;
  /** How many entries to skip: `2 * pageSize` begins with the third page. Hidden entries count, too. Default: 0. */
  readonly offset?: number | undefined;
  /** The most entries to give. Default: all. */
  readonly limit?: number | undefined;
  /** How many pages to fetch ahead while one is read, at most 100. Default: 1. */
  readonly prefetch?: number | undefined;
}

/** The defaults of every read. */
export interface ReadDefaults {
  /** Another language than the site's own: `de`. */
  readonly locale?: string | undefined;
  /** `rel:working-copy`: the latest revision, even if it is a draft; for previews. */
  readonly resourceVersion?: string | undefined;
  /** Answers `list`, `get` and `related` if it can. */
  readonly cache?: ReadCache | undefined;
}
