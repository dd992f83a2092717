import type { RequestOptions } from '@acme/http';
import { refuseOption } from '@acme/oauth-core';

/**
 * The updates that empty every field that is left out, unless `patch` names the fields to change. Each function finds
 * the fields in a body.
 */
const patchable: Readonly<Record<string, (body: object) => object>> = {
  '/v2/assets/{id}/metadata': (body) => ('fields' in body && typeof body.fields === 'object' && body.fields) || {},
  '/v2/assets/{id}/security': (body) => body,
  '/v2/webhooks/configurations/{id}': (body) => body,
};

/**
 * Names the fields that have a value in `patch`, if the caller gave no `patch`. A field that is `undefined` is neither
 * sent nor named: named without a value, it would be emptied.
 *
 * @throws {ConfigurationError} if no field has a value: without `patch`, the update could empty all of them.
 */
export function withPatch(path: string, options: RequestOptions): RequestOptions {
  const fieldsOf = patchable[path];
  const { body, query } = options;
  if (fieldsOf === undefined || query?.patch !== undefined || typeof body !== 'object' || body === null) return options;
  const fields = Object.entries(fieldsOf(body)).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (fields.length === 0) refuseOption('body', 'has no field: nothing would be updated');
  return { ...options, query: { ...query, patch: fields } };
}
