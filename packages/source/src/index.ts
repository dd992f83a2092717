export type { AttributesOf, Entry, Identifier, IncludePath, UntypedEntry } from './entry.ts';
export { allOf, anyOf, type Condition, type Conditions, type Filter, type FilterGroup } from './filter.ts';
export type { QueryBuilder } from './query.ts';
export {
  type AnyResource,
  defineResource,
  many,
  one,
  type Relationship,
  type Relationships,
  type Resource,
} from './resource.ts';
export type { MenuItem, ResolvedPath } from './site.ts';
export {
  createSourceClient,
  type EntryListOptions,
  type EntryOptions,
  type RelationshipCalls,
  type SourceClient,
  type SourceClientOptions,
  type SourceCredentials,
  type SourceOptions,
  type WriteOptions,
} from './source-client.ts';
export { type JsonApiError, SourceApiError } from './source-error.ts';
export { sourceProfile } from './source-profile.ts';
export type { EntryInput, UntypedInput } from './write-entry.ts';
