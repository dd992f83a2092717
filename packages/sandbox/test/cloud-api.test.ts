import { createSandbox, type Sandbox, type SandboxOptions } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';
import { applications, cloudToken, get } from './support/requests.ts';

interface Page {
  readonly total: number;
  readonly pagination: {
    readonly total: number;
    readonly limit: number;
    readonly offset: number;
    readonly next?: { offset: number };
  };
  readonly _links: Record<string, unknown>;
  readonly _embedded: { readonly items: readonly { uuid: string; name: string; organization: { uuid: string } }[] };
}

async function withToken(
  organization?: 0 | 1 | 2,
  options: SandboxOptions = {},
): Promise<{ sandbox: Sandbox; token: string }> {
  const sandbox = createSandbox(options);
  const scope = organization === undefined ? {} : { scope: `organization:${sandbox.organizations[organization].uuid}` };
  const { body } = await cloudToken(sandbox, scope);
  return { sandbox, token: body.access_token };
}

const page = async (response: Response): Promise<Page> => (await response.json()) as Page; // what the list answers

describe('the API of Cloud', () => {
  it('lists applications as a HAL page without a link to the next one', async () => {
    const { sandbox, token } = await withToken(0);

    const response = await applications(sandbox, token, '?limit=10&offset=20');
    const { total, pagination, _links, _embedded } = await page(response);

    expect(response.headers.get('content-type')).toBe('application/hal+json');
    expect({ total, pagination }).toEqual({
      total: 25,
      pagination: { total: 25, limit: 10, offset: 20, previous: { offset: 10 } },
    });
    expect(_embedded.items).toHaveLength(5);
    expect(Object.keys(_links)).toEqual(['self']);
    const second = await page(await applications(sandbox, token, '?limit=10&offset=5'));
    expect(second.pagination).toMatchObject({ next: { offset: 15 }, previous: { offset: 0 } });
  });

  it('gives at most 100 items a page, whatever the limit says', async () => {
    const { sandbox, token } = await withToken(0, { cloud: { applications: 150 } });

    const { pagination, _embedded } = await page(await applications(sandbox, token, '?limit=500'));

    expect(pagination).toEqual({ total: 150, limit: 100, offset: 0, next: { offset: 100 } });
    expect(_embedded.items).toHaveLength(100);
  });

  it('filters by its eight operators, with a comma for or, a semicolon for and, and stars as anchors', async () => {
    const { sandbox, token } = await withToken(0);
    const names = async (filter: string): Promise<string[]> =>
      (await page(await applications(sandbox, token, `?filter=${encodeURIComponent(filter)}`)))._embedded.items.map(
        ({ name }) => name,
      );
    const all = (await page(await applications(sandbox, token)))._embedded.items.map(({ name }) => name);
    const [first = ''] = all;

    expect(await names(`name=${first}`)).toEqual([first]);
    expect(await names(`name!=${first}`)).toEqual(all.slice(1));
    expect(await names('name=@ 1')).toEqual(all.filter((name) => name.includes(' 1')));
    expect(await names('name=@* 1')).toEqual(all.filter((name) => name.endsWith(' 1')));
    expect(await names('name=@G*')).toEqual(all.filter((name) => name.startsWith('G')));
    expect(await names('name!@1')).toEqual(all.filter((name) => !name.includes('1')));
    expect(await names('name>M')).toEqual(all.filter((name) => name > 'M'));
    expect(await names(`name<${first}`)).toEqual(all.filter((name) => name < first));
    expect(await names(`name<=${first}`)).toEqual(all.filter((name) => name <= first));
    expect(await names(`name>=${first}`)).toEqual(all.filter((name) => name >= first));
    expect([...(await names('flags.remote_admin=true')), ...(await names('flags.remote_admin=false'))].sort()).toEqual(
      [...all].sort(),
    );
    expect(await names(`name=${all[0]},name=${all[1]}`)).toEqual(all.slice(0, 2));
    expect(await names(`name=${all[0]},name=${all[1]};name!=${all[0]}`)).toEqual(all.slice(1, 2));
    expect(await names('id>=0;hosting.type=acp')).toEqual(all);
    expect(await names(`hosting=@*:${first.replace(' ', '').toLowerCase()}`)).toEqual([first]);
  });

  it("refuses a filter on a field that can't be filtered", async () => {
    const { sandbox, token } = await withToken(0);

    expect((await applications(sandbox, token, '?filter=flags%3Dx')).status).toBe(400);
    expect((await applications(sandbox, token, '?filter=nonsense')).status).toBe(400);
  });

  it('sorts by several fields, descending after a minus', async () => {
    const { sandbox, token } = await withToken(0);

    const { _embedded } = await page(await applications(sandbox, token, '?sort=type,-name'));

    const items = _embedded.items as readonly {
      type: string;
      name: string;
      uuid: string;
      organization: { uuid: string };
    }[];
    const expected = [...items].sort((a, b) => a.type.localeCompare(b.type) || (a.name < b.name ? 1 : -1));
    expect(items.map(({ uuid }) => uuid)).toEqual(expected.map(({ uuid }) => uuid));
    expect(new Set(items.map(({ type }) => type)).size).toBe(2);
    const inOrder = (await page(await applications(sandbox, token)))._embedded.items;
    const equal = (await page(await applications(sandbox, token, '?sort=organization.uuid')))._embedded.items;
    expect(equal).toEqual(inOrder); // equal items keep their order
  });

  it("shows a token with the scope of an organisation only that organisation's things", async () => {
    const { sandbox, token } = await withToken(1);
    const [first, second] = sandbox.organizations;

    const { _embedded } = await page(await applications(sandbox, token));
    const foreign = await get(
      sandbox,
      `${sandbox.clients.cloud.baseUrl}/organizations/${first.uuid}/applications`,
      token,
    );

    expect(new Set(_embedded.items.map(({ organization }) => organization.uuid))).toEqual(new Set([second.uuid]));
    expect(foreign.status).toBe(403);
    expect(await foreign.json()).toMatchObject({ error: 'forbidden' });
  });

  it('refuses a federated organisation to a token without its scope, and shows it to one that has it', async () => {
    const { sandbox, token } = await withToken();
    const federated = sandbox.organizations[2];
    const url = `${sandbox.clients.cloud.baseUrl}/organizations/${federated.uuid}/applications`;

    const refused = await get(sandbox, url, token);
    const scoped = await cloudToken(sandbox, { scope: `organization:${federated.uuid}` });
    const shown = await get(sandbox, url, scoped.body.access_token);

    expect(refused.status).toBe(403);
    expect(await refused.json()).toEqual({
      error: 'additional_authentication_required',
      message: 'This resource requires additional authentication.',
    });
    expect(shown.status).toBe(200);
  });

  it('leaves federated organisations out of the list that an unscoped token sees', async () => {
    const { sandbox, token } = await withToken();
    const [first, second] = sandbox.organizations;

    const { _embedded } = await page(await applications(sandbox, token));

    expect(new Set(_embedded.items.map(({ organization }) => organization.uuid))).toEqual(
      new Set([first.uuid, second.uuid]),
    );
  });

  it('gives one application, its environments and one of them', async () => {
    const { sandbox, token } = await withToken(0);
    const { baseUrl } = sandbox.clients.cloud;
    const [application] = (await page(await applications(sandbox, token)))._embedded.items;

    const one = await get(sandbox, `${baseUrl}/applications/${application?.uuid}`, token);
    const environments = await page(
      await get(sandbox, `${baseUrl}/applications/${application?.uuid}/environments`, token),
    );
    const [environment] = environments._embedded.items as unknown as readonly { id: string; name: string }[]; // another list

    expect(await one.json()).toMatchObject({ uuid: application?.uuid, name: application?.name });
    expect(environments.total).toBe(3);
    expect(environment?.id).toMatch(/^\d+-[0-9a-f-]{36}$/);
    expect(await (await get(sandbox, `${baseUrl}/environments/${environment?.id}`, token)).json()).toMatchObject({
      name: 'dev',
    });
  });

  it('gives each environment a host of its own', async () => {
    const { sandbox, token } = await withToken(0);
    const { baseUrl } = sandbox.clients.cloud;
    const [application] = (await page(await applications(sandbox, token)))._embedded.items;
    const list = await get(sandbox, `${baseUrl}/applications/${application?.uuid}/environments`, token);
    const environments = (await page(list))._embedded.items as unknown as readonly {
      name: string;
      active_domain: string;
    }[]; // another list

    const hosts = new Map(environments.map(({ name, active_domain }) => [name, active_domain]));

    const [site] = hosts.get('prod')?.split('.') ?? [];
    expect(Object.fromEntries(hosts)).toEqual({
      dev: `${site}dev.sandbox.example`,
      test: `${site}test.sandbox.example`,
      prod: `${site}.sandbox.example`,
    });
  });

  it('says whether a path is unknown, or only the method', async () => {
    const { sandbox, token } = await withToken();
    const ask = async (method: string, path: string): Promise<unknown> => {
      const headers = { authorization: `Bearer ${token}` };
      const response = await sandbox.fetch(sandbox.clients.cloud.baseUrl + path, { method, headers });
      return [response.status, ((await response.json()) as { error: string }).error];
    };

    expect(await ask('GET', '/nothing')).toEqual([404, 'not_found']);
    expect(await ask('PATCH', '/applications')).toEqual([405, 'method_not_allowed']);
    expect(await ask('PATCH', '/notifications/x')).toEqual([405, 'method_not_allowed']);
  });

  it('answers an unknown application with 404 and not_found', async () => {
    const { sandbox, token } = await withToken(0);

    const response = await get(sandbox, `${sandbox.clients.cloud.baseUrl}/applications/${crypto.randomUUID()}`, token);

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: 'not_found' });
  });

  it('carries a request id and the stability of the operation', async () => {
    const { sandbox, token } = await withToken(0);

    const { headers } = await applications(sandbox, token);

    expect(headers.get('x-request-id')).toBe(sandbox.log.at(-1)?.requestId);
    expect(headers.get('x-cloudapi-stability')).toBe('production');
    expect(headers.get('x-cloudapi-deprecated')).toBeNull();
  });

  it('says which operations may still change, and which will go', async () => {
    const { sandbox, token } = await withToken(0);
    const { _embedded } = await page(await applications(sandbox, token, '?limit=1'));
    const { baseUrl } = sandbox.clients.cloud;
    const path = `${baseUrl}/applications/${_embedded.items[0]?.uuid}/settings/hosting`;

    const old = await get(sandbox, path, token);
    const early = await get(sandbox, `${baseUrl}/site-instances/1.2/domains`, token);

    expect(old.headers.get('x-cloudapi-deprecated')).toMatch(/^version=\d+; ./);
    expect(early.headers.get('x-cloudapi-stability')).toBe('development');
  });

  it('refuses a token that is missing, unknown, expired or revoked with 401', async () => {
    const { sandbox, token } = await withToken(0);

    for (const [unknown, message] of [
      [undefined, 'An access token is required.'],
      ['unknown', 'The access token is invalid.'],
    ]) {
      const refused = await applications(sandbox, unknown);
      expect([refused.status, await refused.json()]).toEqual([401, { error: 'unauthorized', message }]);
    }
    sandbox.advance(299_000);
    expect((await applications(sandbox, token)).status).toBe(200);
    sandbox.advance(2_000);
    const expired = await applications(sandbox, token);
    expect([expired.status, await expired.json()]).toEqual([
      401,
      { error: 'unauthorized', message: 'The access token has expired.' },
    ]);

    const { body } = await cloudToken(sandbox);
    expect(sandbox.revokeAccessTokens('cloud')).toBe(1);
    expect((await applications(sandbox, body.access_token)).status).toBe(401);
  });

  it.each([
    [429, 'rate_limited'],
    [503, 'system'],
  ])('writes a fault of status %i as an error of this API', async (status, error) => {
    const { sandbox, token } = await withToken(0);
    sandbox.faults.next('cloud.api', { kind: 'status', status });

    const response = await applications(sandbox, token);

    expect(response.headers.get('content-type')).toBe('application/hal+json');
    expect([response.status, await response.json()]).toEqual([
      status,
      { error, message: 'This service is not available at the moment.' },
    ]);
  });

  it('answers 403 to an expired token, and to no other, if it is told to', async () => {
    const { sandbox, token } = await withToken(0, { cloud: { expiredTokenStatus: 403 } });
    sandbox.advance(301_000);

    const expired = await applications(sandbox, token);

    expect([expired.status, await expired.json()]).toEqual([
      403,
      { error: 'unauthorized', message: 'The access token has expired.' },
    ]);
    expect((await applications(sandbox, 'unknown')).status).toBe(401);
  });
});

describe('a task of Cloud', () => {
  async function withTask(
    course?: Parameters<Sandbox['nextTask']>[0],
  ): Promise<{ sandbox: Sandbox; notification(): Promise<Record<string, unknown>> }> {
    const { sandbox, token } = await withToken(0);
    if (course !== undefined) sandbox.nextTask(course);
    const { baseUrl } = sandbox.clients.cloud;
    const [application] = (await page(await applications(sandbox, token)))._embedded.items;
    const environments = await get(sandbox, `${baseUrl}/applications/${application?.uuid}/environments`, token);
    const [environment] = (await page(environments))._embedded.items as unknown as readonly { id: string }[]; // another list
    const response = await sandbox.fetch(`${baseUrl}/environments/${environment?.id}/databases/site/backups`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(202);
    const { _links } = (await response.json()) as { _links: { notification: { href: string } } }; // as documented
    const notification = async (): Promise<Record<string, unknown>> => {
      const fresh = await cloudToken(sandbox, { scope: `organization:${sandbox.organizations[0].uuid}` });
      return (await (await get(sandbox, _links.notification.href, fresh.body.access_token)).json()) as Record<
        string,
        unknown
      >;
    };
    return { sandbox, notification };
  }

  it('progresses and completes by the clock', async () => {
    const { sandbox, notification } = await withTask();

    const begun = await notification();
    expect(begun).toMatchObject({ status: 'in-progress', progress: 0 });
    expect(begun).not.toHaveProperty('completed_at');
    sandbox.advance(15_000);
    const half = await notification();
    expect(half).toMatchObject({ status: 'in-progress' });
    expect(half.progress).toBeGreaterThanOrEqual(50);
    expect(half.progress).toBeLessThan(60);
    sandbox.advance(16_000);
    const whole = await notification();
    expect(whole).toMatchObject({ status: 'completed', progress: 100 });
    expect(Date.parse(String(whole.completed_at)) - Date.parse(String(whole.created_at))).toBe(30_000);
  });

  it('may run much longer than a token lives', async () => {
    const { sandbox, notification } = await withTask({ durationMs: 3_600_000 });

    sandbox.advance(1_800_000);

    expect(await notification()).toMatchObject({ status: 'in-progress' });
  });

  it('fails if a test wants it to', async () => {
    const { sandbox, notification } = await withTask({ outcome: 'failed', durationMs: 1_000 });

    sandbox.advance(2_000);

    expect(await notification()).toMatchObject({ status: 'failed', completed_at: expect.any(String) });
  });
});
