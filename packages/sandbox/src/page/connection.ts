import type { ServiceName } from '../authority.ts';
import { environmentLines } from '../environment.ts';
import type { Sandbox } from '../sandbox.ts';

/** What a program needs to use the sandbox. It does not change while the sandbox runs. */
export interface Connection {
  readonly origin: string;
  /** The URL of each service, and the `.env` lines for it. */
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
