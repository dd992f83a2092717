import type { RequestOptions } from '@acme/http';
import { refuseOption } from '@acme/oauth-core';

/** Updates that empty what is left out, unless `patch` says which fields are meant. By path: where the fields are. */
const patchable: Readonly<Record<string, (body: object) => object>> = {
  '/v2/assets/{id}/metadata': (body) => ('fields' in body && typeof body.fields === 'object' && body.fields) || {},
  '/v2/assets/{id}/security': (body) => body,
  '/v2/webhooks/configurations/{id}': (body) => body,
};

/**
 * Names the fields of an update in `patch`, where the caller does not: those with a value. A field that is `undefined`
 * is neither sent nor named; one that is named without a value would be emptied.
 *
 * @throws {ConfigurationError} where no field has a value: without `patch`, the service decides what becomes of them all.
 */
export function withPatch(path: string, options: RequestOptions): RequestOptions {
  const fieldsOf = patchable[path];
  const { body, query } = options;
  if (fieldsOf === undefined || query?.patch !== undefined || typeof body !== 'object' || body === null) return options;
  const fields = Object.entries(fieldsOf(body)).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (fields.length === 0) refuseOption('body', 'has no field: nothing would be updated');
  return { ...options, query: { ...query, patch: fields } };
}
