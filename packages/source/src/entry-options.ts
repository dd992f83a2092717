import type { CallOptions } from '@acme/http';
import type { AnyFields } from './entry.ts';
import type { Filter } from './filter.ts';
import type { QueryBuilder } from './query.ts';
import type { ReadCache } from './read-cache.ts';

/** What every call takes: how it is sent, and the language. */
export interface SendOptions
  extends Pick<CallOptions, 'signal' | 'timeout' | 'totalTimeout' | 'retry' | 'headers' | 'fetchOptions'> {
  /** Another language than the site's own: `de`. */
  readonly locale?: string | undefined;
}

/** What every read of entries takes besides. */
export interface EntryOptions<Include extends string = string, Sparse extends AnyFields = AnyFields>
  extends SendOptions {
  /** Relationships to fetch along, at most three deep: `['tags', 'uid.roles']`. */
  readonly include?: readonly Include[] | undefined;
  /**
   * Fields by resource type, `{ 'node--article': ['title'] }`: the entries have no others. They go through a schema that is
   * a zod object; what another library's would do to a part of its fields, nobody knows, so they are as the site sends them.
   */
  readonly fields?: Sparse | undefined;
  /** `rel:working-copy`, `rel:latest-version` or `id:42`. */
  readonly resourceVersion?: string | undefined;
  /** A query written by `drupal-jsonapi-params`; goes before the rest. */
  readonly params?: QueryBuilder | undefined;
}

/** What lists take besides. */
export interface EntryListOptions<
  Include extends string = string,
  Sparse extends AnyFields = AnyFields,
  Field extends string = string,
> extends EntryOptions<Include, Sparse> {
  readonly filter?: Filter<Field> | undefined;
  /** Fields to sort by, those with a minus downwards. */
  readonly sort?: readonly (Field | `-${Field}`)[] | undefined;
  /** Entries of one page, 50 at most. Default: the site's. */
  readonly pageSize?: number | undefined;
  /** Entries to skip: `2 * pageSize` begins with the third page. Hidden ones count as well. Default: 0. */
  readonly offset?: number | undefined;
  /** Entries in all. Default: every one. */
  readonly limit?: number | undefined;
  /** Pages fetched ahead. Default: 1. */
  readonly prefetch?: number | undefined;
}

/** What every read takes that does not say otherwise. */
export interface ReadDefaults {
  /** Another language than the site's own: `de`. */
  readonly locale?: string | undefined;
  /** `rel:working-copy`: what is being written, for previews. */
  readonly resourceVersion?: string | undefined;
  /** Answers `list`, `get` and `related` where it can. */
  readonly cache?: ReadCache | undefined;
}
