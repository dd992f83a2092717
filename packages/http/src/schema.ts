import * as z from 'zod/mini';
import type { Answer, PathOperations } from './path-calls.ts';

/** A schema of zod that lets unknown keys pass. */
export type Schema<Output = unknown> = z.ZodMiniType<Output>;

// The generated schemas get their types from the operations. The casts keep TypeScript from inferring zod's own types
// for each, which makes the files cheap to check.
export const object: (shape: Readonly<Record<string, Schema>>) => Schema = z.looseObject as never;
export const optional: (schema: Schema) => Schema = z.optional as never;
export const array: (items: Schema) => Schema = z.array as never;
export const union: (members: readonly Schema[]) => Schema = z.union as never;
export const both: (left: Schema, right: Schema) => Schema = z.intersection as never;
export const lazy: <Output = unknown>(build: () => Schema) => Schema<Output> = z.lazy as never;
export const literal: (values: readonly (string | number | boolean | null)[]) => Schema = z.literal as never;
export const string: () => Schema = z.string as never;
export const number: () => Schema = z.number as never;
export const boolean: () => Schema = z.boolean as never;
export const unknown: () => Schema = z.unknown as never;
const nothing: () => Schema = z.null;

export { nothing as null };
export const record = (values: Schema): Schema => z.record(z.string(), values);
export const bytes = (): Schema => z.instanceof(Blob);

/** The schemas of all answers by method and path. */
export type Schemas<M extends PathOperations> = SchemasOf<'GET', M['get']> &
  SchemasOf<'POST', M['post']> &
  SchemasOf<'PUT', M['put']> &
  SchemasOf<'DELETE', M['delete']> &
  SchemasOf<'PATCH', M extends { readonly patch: infer Operations } ? Operations : unknown>;

type SchemasOf<Method extends string, Operations> = {
  readonly [Path in keyof Operations & string as Answer<Operations[Path]> extends undefined
    ? never
    : `${Method} ${Path}`]: Schema<Answer<Operations[Path]>>;
};
