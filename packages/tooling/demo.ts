// `npm run demo`: what a client with an organisation does over an hour of work, against the sandbox in this process.
// With --live: lists the applications that the credentials in the environment may see.
import { parseArgs } from 'node:util';
import { type CloudClient, createCloudClient } from '@acme/cloud';
import { OrganizationScopeRequiredError } from '@acme/oauth-core';
import { type Sandbox, startSandbox } from '@acme/sandbox';

const usage = `Usage: npm run demo [-- options]

  --json   print one JSON object as the last line: { ok, steps: [{ name, calls, succeeded, tokenRequests }] }
  --live   list the applications of Acquia Cloud instead; reads ACLI_KEY, ACLI_SECRET and AH_ORGANIZATION_UUID
  --help   print this`;

interface Step {
  readonly name: string;
  readonly calls: number;
  readonly succeeded: number;
  /** Token requests that the server counted during the step. */
  readonly tokenRequests: number;
}

/** The numbers that a step must give. */
interface Expectation {
  readonly succeeded: number;
  readonly tokenRequests: number;
}

const callsAtOnce = 1_000;

async function main(args: string[]): Promise<number> {
  let flags: { json?: boolean; live?: boolean; help?: boolean };
  try {
    flags = parseArgs({
      args,
      options: { json: { type: 'boolean' }, live: { type: 'boolean' }, help: { type: 'boolean' } },
    }).values;
    if (flags.json && flags.live) throw new Error('--json and --live exclude each other');
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    return 2;
  }
  if (flags.help) {
    console.log(usage);
    return 0;
  }
  return flags.live ? listLive() : runSteps(flags.json ?? false);
}

async function listLive(): Promise<number> {
  const { ACLI_KEY: clientId, ACLI_SECRET: clientSecret, AH_ORGANIZATION_UUID: organization } = process.env;
  if (!clientId || !clientSecret || !organization) {
    console.error('--live reads ACLI_KEY, ACLI_SECRET and AH_ORGANIZATION_UUID: set all three.');
    return 2;
  }
  await using cloud = createCloudClient({ clientId, clientSecret, organization });
  for await (const { uuid, name } of cloud.paginate('/applications')) console.log(`${uuid}  ${name}`);
  return 0;
}

async function runSteps(json: boolean): Promise<number> {
  await using sandbox = await startSandbox();
  const [first, second, federated] = sandbox.organizations;
  const options = sandbox.clients.cloud;
  const steps: Step[] = [];
  let ok = true;

  async function step(
    name: string,
    expected: Expectation,
    work: () => Promise<PromiseSettledResult<unknown>[]>,
  ): Promise<void> {
    const before = sandbox.count('cloud.token');
    const results = await work();
    const done: Step = {
      name,
      calls: results.length,
      succeeded: results.filter(({ status }) => status === 'fulfilled').length,
      tokenRequests: sandbox.count('cloud.token') - before,
    };
    steps.push(done);
    const good = done.succeeded === expected.succeeded && done.tokenRequests === expected.tokenRequests;
    ok &&= good;
    console.log(row([done.name, done.calls, done.succeeded, done.tokenRequests, good ? 'ok' : wanted(expected)]));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure && expected.succeeded > 0) console.log(`  ${failure.reason}`);
  }

  console.log(`${row(['step', 'calls', 'succeeded', 'token requests', ''])}\n${'-'.repeat(78)}`);

  const warm = createCloudClient({ ...options, organization: first.uuid });
  await step('1. list applications', { succeeded: 1, tokenRequests: 1 }, () =>
    Promise.allSettled([listApplications(warm)]),
  );

  const cloud = createCloudClient({ ...options, organization: first.uuid });
  await step(
    `2. ${callsAtOnce} calls at once, fresh client and store`,
    { succeeded: callsAtOnce, tokenRequests: 1 },
    () => manyCalls(cloud),
  );

  sandbox.advance(301_000);
  await step(`3. ${callsAtOnce} more after the token expired`, { succeeded: callsAtOnce, tokenRequests: 1 }, () =>
    manyCalls(cloud),
  );

  await step('4. the server revokes the token in mid-flight', { succeeded: callsAtOnce, tokenRequests: 1 }, () => {
    revokeAfter(sandbox, callsAtOnce / 2);
    return manyCalls(cloud);
  });

  let refusal: unknown;
  await step('5. federated organisation without its scope', { succeeded: 0, tokenRequests: 1 }, async () => {
    const unscoped = createCloudClient(options);
    const results = await Promise.allSettled([
      unscoped.get('/organizations/{organizationUuid}/applications', { path: { organizationUuid: federated.uuid } }),
    ]);
    refusal = results[0].status === 'rejected' ? results[0].reason : undefined;
    return results;
  });
  if (OrganizationScopeRequiredError.is(refusal)) console.log(`  ${refusal.message}`);
  else ok = false;

  await step('6. a second organisation from the same client', { succeeded: callsAtOnce, tokenRequests: 1 }, () =>
    manyCalls(cloud.forOrganization(second.uuid)),
  );

  console.log(ok ? '\nEvery number is as it should be.' : '\nA number is not what it should be.');
  if (json) console.log(JSON.stringify({ ok, steps }));
  return ok ? 0 : 1;
}

async function listApplications(cloud: CloudClient): Promise<void> {
  const names: string[] = [];
  for await (const application of cloud.paginate('/applications')) names.push(application.name);
  if (names.length === 0) throw new Error('no applications');
}

const manyCalls = (cloud: CloudClient): Promise<PromiseSettledResult<unknown>[]> =>
  Promise.allSettled(Array.from({ length: callsAtOnce }, () => cloud.get('/applications', { query: { limit: 1 } })));

/** Revokes every token at the server once this many more requests have arrived. */
function revokeAfter(sandbox: Sandbox, requests: number): void {
  const until = sandbox.count('cloud.api') + requests;
  const stop = sandbox.watch(() => {
    if (sandbox.count('cloud.api') < until) return;
    stop();
    sandbox.revokeAccessTokens('cloud');
  });
}

function row(cells: readonly (string | number)[]): string {
  const [name, ...rest] = cells.map(String);
  return [name?.padEnd(46), ...rest.slice(0, 2).map((cell) => cell.padStart(10)), rest[2]?.padStart(16), ` ${rest[3]}`]
    .join('')
    .trimEnd();
}

const wanted = ({ succeeded, tokenRequests }: Expectation): string =>
  `WRONG: should be ${succeeded} and ${tokenRequests}`;

process.exitCode = await main(process.argv.slice(2));
