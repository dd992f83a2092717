import { type DriftOptions, watchAnswers } from '@acme/http/schemas';
import type { CloudClient } from '../cloud-client.ts';
import { operations } from './operations.gen.ts';

/**
 * The same client, which compares each answer with the document and reports where they differ. Answers are handed on as
 * they came, for a drift is no failure: meant for development, and for a look at what a new API version changes.
 *
 * @throws {ConfigurationError} where `onDrift` is no function.
 */
export function validateAnswers(client: CloudClient, options: DriftOptions): CloudClient {
  return watchAnswers(client, {
    schemas: operations,
    onDrift: options?.onDrift, // left out by a caller without types: refused
    lists: { paginate: (path) => `GET ${path}` },
    clients: ['forKey', 'forOrganization'],
  });
}
