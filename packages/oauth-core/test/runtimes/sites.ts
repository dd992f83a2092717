import { createServer } from 'node:net';
import { type Sandbox, type ServerOptions, startSandbox } from '@acme/sandbox';
import type { Site, SiteName, Sites } from './network.ts';

/** The servers of one run. */
export interface OpenSites {
  readonly sites: Sites;
  /** What went wrong that only a server can see: a token that came along to another origin. */
  complaints(): string[];
  close(): Promise<void>;
}

const troubles: Readonly<Record<Exclude<SiteName, 'closed'>, ServerOptions>> = {
  sound: {},
  resetting: { faults: [{ operation: 'cloud.token', every: 1, fault: { kind: 'reset-before-processing' } }] },
  redirecting: { faults: [{ operation: 'cloud.token', every: 1, fault: { kind: 'redirect' } }] },
  dropping: { faults: [{ operation: 'cloud.token', fault: { kind: 'drop-answer-after-processing' } }] },
  cutting: { faults: [{ operation: 'cloud.token', fault: { kind: 'cut-off-body' } }] },
  slow: { faults: [{ operation: 'cloud.token', fault: { kind: 'latency', ms: 5_000 } }] },
  moved: { faults: [{ operation: 'cloud.api', fault: { kind: 'redirect', status: 302 } }] },
};

export async function openSites(): Promise<OpenSites> {
  const sandboxes: Sandbox[] = [];
  const sites: [SiteName, Site][] = [];
  for (const [name, options] of Object.entries(troubles)) {
    const sandbox = await startSandbox(options);
    sandboxes.push(sandbox);
    sites.push([name as SiteName, siteOf(sandbox)]); // a key of `troubles`
  }
  const [sound] = sites;
  if (sound === undefined) throw new Error('There are no sites.');
  const nowhere = `http://127.0.0.1:${await closedPort()}`;
  sites.push(['closed', { ...sound[1], tokenUrl: `${nowhere}/token`, baseUrl: nowhere }]);

  return {
    sites: Object.fromEntries(sites) as Sites, // each name is there
    complaints: () =>
      sandboxes
        .flatMap(({ log }) => log)
        .filter(({ operation, credentials, method }) => operation === 'elsewhere' && (credentials || method === 'POST'))
        .map(({ method, credentials }) => `${method} to another origin with ${credentials ?? 'a body'}`),
    async close() {
      await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
    },
  };
}

function siteOf({ clients }: Sandbox): Site {
  const { clientId, clientSecret, tokenUrl, baseUrl } = clients.cloud;
  return { clientId, clientSecret, tokenUrl, baseUrl };
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The server had no port.');
  return address.port;
}
