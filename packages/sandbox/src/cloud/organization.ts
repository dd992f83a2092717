import { createRandom } from '../random.ts';

/** One of Cloud's organisations. */
export interface Organization {
  readonly uuid: string;
  readonly name: string;
  /** Whether it refuses a token without its scope. */
  readonly federated: boolean;
}

/** Two organisations that a token without a scope can see, and one with federated authentication. */
export type Organizations = readonly [first: Organization, second: Organization, federated: Organization];

export function createOrganizations(seed: number): Organizations {
  const random = createRandom(`${seed} organizations`);
  return [
    { uuid: random.uuid(), name: 'Meadow', federated: false },
    { uuid: random.uuid(), name: 'Harbour', federated: false },
    { uuid: random.uuid(), name: 'Castle', federated: true },
  ];
}
