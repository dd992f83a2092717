import type { ServiceName } from '../authority.ts';
import { faultTargets } from '../fault-plan.ts';
import type { Log, Operation } from '../log.ts';

const operations = faultTargets.filter((target): target is Operation => !target.endsWith('*'));

export function belongs(operation: Operation, service: ServiceName | undefined): boolean {
  return service === undefined || operation.startsWith(`${service}.`);
}

export function countRequests(log: Log, service: ServiceName | undefined): number {
  let count = 0;
  for (const operation of operations) if (belongs(operation, service)) count += log.count(operation);
  return count;
}
