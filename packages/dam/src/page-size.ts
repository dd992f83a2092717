import { refuseOption } from '@acme/oauth-core';

/**
 * How many items to ask for: no more than are wanted, and no more than the service gives.
 *
 * @param asked Left out: as many as possible.
 */
export function pageSizeOf(asked: unknown, limit: number, largest: number): number {
  const size = asked ?? largest;
  if (!(Number.isInteger(size) && Number(size) > 0)) refuseOption('pageSize', 'must be a whole number, 1 or more');
  return Math.min(Number(size), limit, largest);
}
