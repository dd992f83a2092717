import { refuseOption } from '@acme/oauth-core';
import { InvalidAnswerError, type Issue, type RequestLine } from './errors.ts';

/** A Standard Schema (https://standardschema.dev, version 1), as zod, valibot, arktype and others make it. */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/** The result of checking a value. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** One thing that is wrong with a value. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** @throws {ConfigurationError} if it is not a schema, before anything is sent. */
export function checkSchema(schema: StandardSchema | undefined): void {
  if (schema && typeof schema['~standard']?.validate !== 'function') {
    refuseOption('schema', "must be a Standard Schema, like zod's");
  }
}

/** Everything that is wrong with a value, in the words of the schema. */
export async function findIssues(schema: StandardSchema, value: unknown): Promise<readonly Issue[]> {
  const { issues = [] } = await schema['~standard'].validate(value);
  return issues.map(toIssue);
}

/**
 * The output of the schema for this value.
 *
 * @param what What the value is, for the error.
 * @throws {InvalidAnswerError} with every issue, in the words of the schema.
 */
export async function validate<Output>(
  schema: StandardSchema<Output>,
  value: unknown,
  request: RequestLine,
  what = 'the answer',
): Promise<Output> {
  const result = await schema['~standard'].validate(value);
  if (result.issues === undefined) return result.value;
  throw new InvalidAnswerError(request, `${what} does not fit the schema`, result.issues.map(toIssue));
}

const toIssue = ({ message, path = [] }: SchemaIssue): Issue => ({
  message,
  path: path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
});
