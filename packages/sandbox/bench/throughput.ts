/**
 * Prints how many requests the sandbox answers in a second. Those who call are in another process, as in real use:
 * they take no time from the sandbox.
 *   node --conditions=@acme/src packages/sandbox/bench/throughput.ts
 */
import { fork } from 'node:child_process';
import { Agent, request } from 'node:http';
import { startSandbox } from '../src/index.ts';

const CONNECTIONS = 64;
const DURATION_MS = 3_000;

interface Job {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

function send(job: Job, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(job.url, { method: job.method, headers: job.headers, agent }, (incoming) => {
      incoming.on('data', () => {});
      incoming.on('end', () => resolve(incoming.statusCode ?? 0));
    });
    outgoing.on('error', reject);
    outgoing.end(job.body);
  });
}

async function load(job: Job): Promise<{ perSecond: number; failed: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let [done, failed] = [0, 0];
  const start = performance.now();
  const caller = async (): Promise<void> => {
    while (performance.now() - start < DURATION_MS) {
      if ((await send(job, agent)) === 200) done++;
      else failed++;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, caller));
  const perSecond = Math.round((done / (performance.now() - start)) * 1000);
  agent.destroy();
  return { perSecond, failed };
}

if (process.send !== undefined) {
  process.on('message', async (job: Job) => process.send?.(await load(job)));
} else {
  await using sandbox = await startSandbox();
  const { clientId, clientSecret, tokenUrl, baseUrl } = sandbox.clients.cloud;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
  const answer = await fetch(tokenUrl, { method: 'POST', body: form });
  const { access_token: token } = (await answer.json()) as { access_token: string }; // the sandbox writes it
  const authorization = `Bearer ${token}`;
  const dam = { authorization: `Bearer ${sandbox.clients.damPersonal.accessToken}` };

  const jobs: Record<string, Job> = {
    'cloud.token': {
      url: tokenUrl,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: String(form),
    },
    'cloud.api, 10 applications': {
      url: `${baseUrl}/applications?limit=10`,
      method: 'GET',
      headers: { authorization },
      body: '',
    },
    'cloud.api, the account': { url: `${baseUrl}/account`, method: 'GET', headers: { authorization }, body: '' },
    'cloud.api, 10 teams': { url: `${baseUrl}/teams?limit=10`, method: 'GET', headers: { authorization }, body: '' },
    'source.api, 10 articles': {
      url: `${sandbox.clients.source.siteUrl}/api/node/article?page[limit]=10`,
      method: 'GET',
      headers: {},
      body: '',
    },
    'dam.api, an asset': {
      url: `${sandbox.clients.dam.baseUrl}/v2/assets/search?limit=1`,
      method: 'GET',
      headers: dam,
      body: '',
    },
  };
  const caller = fork(new URL(import.meta.url), { execArgv: process.execArgv });
  for (const [name, job] of Object.entries(jobs)) {
    caller.send(job);
    const { perSecond, failed } = await new Promise<{ perSecond: number; failed: number }>(
      (resolve) => caller.once('message', (result) => resolve(result as { perSecond: number; failed: number })), // the other process sends what `load` returns
    );
    console.log(`${name.padEnd(28)} ${String(perSecond).padStart(7)} a second, ${failed} failed`);
  }
  caller.kill();
}
