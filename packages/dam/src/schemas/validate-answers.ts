import { type DriftOptions, watchAnswers } from '@acme/http/schemas';
import type { DamClient } from '../dam-client.ts';
import { operations } from './operations.gen.ts';

/**
 * The same client, which compares each answer with the document and reports where they differ. Answers are handed on as
 * they came, for a drift is no failure: meant for development, and for a look at what a new API version changes.
 *
 * @throws {ConfigurationError} where `onDrift` is no function.
 */
export function validateAnswers(client: DamClient, options: DriftOptions): DamClient {
  return watchAnswers(client, {
    schemas: operations,
    onDrift: options?.onDrift, // left out by a caller without types: refused
    lists: {
      paginate: (path) => (`GET ${path}` in operations ? `GET ${path}` : `POST ${path}`),
      search: () => 'GET /v2/assets/search',
    },
    clients: ['forKey', 'fromCallback'],
  });
}
