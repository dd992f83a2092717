import { type DriftOptions, watchAnswers } from '@acme/http/schemas';
import type { DamClient } from '../dam-client.ts';
import { operations } from './operations.gen.ts';

/**
 * The same client, but it compares each answer with the API document, and reports where they differ. The answers stay
 * unchanged: a difference is not an error. Use it in development, or to see what a new version of the API changes.
 *
 * @throws {ConfigurationError} if `onDrift` is not a function.
 */
export function validateAnswers(client: DamClient, options: DriftOptions): DamClient {
  return watchAnswers(client, {
    schemas: operations,
    onDrift: options?.onDrift, // callers without types may leave out the options: refused as a missing `onDrift`
    lists: {
      paginate: (path) => (`GET ${path}` in operations ? `GET ${path}` : `POST ${path}`),
      search: () => 'GET /v2/assets/search',
    },
    clients: ['forKey', 'fromCallback'],
  });
}
