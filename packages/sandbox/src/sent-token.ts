import type { ServiceName, Token } from './authority.ts';
import { type Arrival, readCredentials } from './exchange.ts';
import type { World } from './world.ts';

/** The access token in the Authorization header, whatever its state; `undefined` if the service has given no such token. */
export function sentToken({ authority }: World, service: ServiceName, arrival: Arrival): Token | undefined {
  const credentials = readCredentials(arrival);
  return credentials?.scheme === 'bearer' ? authority.find(service, 'access', credentials.value) : undefined;
}
