import type { ServiceName } from '../authority.ts';
import { operations } from '../fault-plan.ts';
import type { Log, Operation } from '../log.ts';

export function belongs(operation: Operation, service: ServiceName | undefined): boolean {
  return service === undefined || operation.startsWith(`${service}.`);
}

export function countRequests(log: Log, service: ServiceName | undefined): number {
  let count = 0;
  for (const operation of operations) if (belongs(operation, service)) count += log.count(operation);
  return count;
}
