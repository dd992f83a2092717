import type { ServiceName } from '../authority.ts';
import { environmentLines } from '../environment.ts';
import type { Sandbox } from '../sandbox.ts';

/** How a program gets to the sandbox: what doesn't change while it runs. */
export interface Connection {
  readonly origin: string;
  /** Where each service is found, and the `.env` lines for it. */
  readonly services: Readonly<Record<ServiceName, { readonly url: string; readonly lines: readonly string[] }>>;
}

export function connectionTo({
  origin,
  clients,
  organizations,
}: Pick<Sandbox, 'origin' | 'clients' | 'organizations'>): Connection {
  const lines = environmentLines(clients, organizations);
  return {
    origin,
    services: {
      cloud: { url: clients.cloud.baseUrl, lines: lines.cloud },
      source: { url: clients.source.siteUrl, lines: lines.source },
      dam: { url: clients.dam.baseUrl, lines: lines.dam },
    },
  };
}
