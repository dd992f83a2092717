import type { ServiceName } from '../authority.ts';
import type { FaultTarget } from '../fault.ts';
import type { Log, Operation } from '../log.ts';

/** Every target that a fault can have. A record, so that the compiler misses those that are missing. */
const TARGETS: Readonly<Record<FaultTarget, true>> = {
  'cloud.token': true,
  'cloud.api': true,
  'cloud.logstream': true,
  'cloud.*': true,
  'source.authorize': true,
  'source.token': true,
  'source.api': true,
  'source.*': true,
  'dam.authorize': true,
  'dam.token': true,
  'dam.revoke': true,
  'dam.api': true,
  'dam.*': true,
  page: true,
  elsewhere: true,
  '*': true,
};

// A cast: `Object.keys` forgets the names that the record's type has.
export const faultTargets: readonly FaultTarget[] = Object.keys(TARGETS) as FaultTarget[];

const operations = faultTargets.filter((target): target is Operation => !target.endsWith('*'));

export function belongs(operation: Operation, service: ServiceName | undefined): boolean {
  return service === undefined || operation.startsWith(`${service}.`);
}

export function countRequests(log: Log, service: ServiceName | undefined): number {
  let count = 0;
  for (const operation of operations) if (belongs(operation, service)) count += log.count(operation);
  return count;
}
