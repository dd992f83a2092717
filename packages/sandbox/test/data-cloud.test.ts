import { createSandbox, type Sandbox, type SandboxOptions, stoppedClock } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';
import { cloudToken } from './support/requests.ts';

interface Thing {
  readonly [name: string]: unknown;
  readonly uuid: string;
  readonly id: string;
  readonly name: string;
}

interface Answer {
  readonly status: number;
  readonly body: {
    readonly total: number;
    readonly message: unknown;
    readonly error: string;
    readonly _embedded: { readonly items: readonly Thing[] };
    readonly _links: Readonly<Record<string, { readonly href: string }>>;
    readonly [name: string]: unknown;
  };
}

interface Cloud {
  readonly sandbox: Sandbox;
  readonly environment: string;
  readonly application: string;
  call(method: string, path: string, body?: unknown, type?: string): Promise<Answer>;
  names(path: string, property?: string): Promise<readonly unknown[]>;
}

async function openCloud(options: SandboxOptions = {}): Promise<Cloud> {
  const sandbox = createSandbox({ clock: stoppedClock(), tokenLifetime: 3_600_000, ...options });
  const { body: token } = await cloudToken(sandbox);
  const call: Cloud['call'] = async (method, path, body, type = 'application/hal+json') => {
    const headers = {
      authorization: `Bearer ${token.access_token}`,
      ...(body === undefined ? {} : { 'content-type': type }),
    };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const url = path.startsWith('http') ? path : sandbox.clients.cloud.baseUrl + path;
    const response = await sandbox.fetch(url, { method, headers, ...(text === undefined ? {} : { body: text }) });
    return { status: response.status, body: (await response.json()) as Answer['body'] }; // what Cloud answers
  };
  const names: Cloud['names'] = async (path, property = 'name') =>
    (await call('GET', path)).body._embedded.items.map((item) => item[property]);
  const [application] = (await call('GET', '/applications')).body._embedded.items;
  const [environment] = (await call('GET', `/applications/${application?.uuid}/environments`)).body._embedded.items;
  return { sandbox, application: application?.uuid ?? '', environment: environment?.id ?? '', call, names };
}

describe('a list of Cloud', () => {
  it('is complete if it has no pages, whatever is asked for', async () => {
    const { call } = await openCloud();

    const { body } = await call('GET', '/organizations?limit=1&offset=1');

    expect([body.total, body._embedded.items.length, body.pagination]).toEqual([2, 2, undefined]);
  });

  it('begins with its first item if it takes a limit but no offset', async () => {
    const { sandbox, names } = await openCloud();
    const members = `/organizations/${sandbox.organizations[0].uuid}/members?limit=2`;

    expect(await names(members, 'uuid')).toHaveLength(2);
    expect(await names(`${members}&offset=2`, 'uuid')).toEqual(await names(members, 'uuid'));
  });

  it.each(['/applications', '/teams'])('needs whole numbers as limit and offset: %s', async (path) => {
    const { call } = await openCloud();

    for (const query of ['limit=abc', 'limit=-5', 'limit=1.5', 'offset=-1']) {
      expect(await call('GET', `${path}?${query}`), query).toMatchObject({
        status: 400,
        body: { error: 'invalid_request' },
      });
    }
    const { body } = await call('GET', `${path}?limit=0`);
    expect(body._embedded.items).toEqual([]);
    expect(body.pagination).not.toHaveProperty('next'); // it would lead nowhere
  });
});

describe('the data of Cloud', () => {
  it('is the same for the same seed, and differs for another seed', async () => {
    const read = async (seed: number): Promise<string> => {
      const { call, environment } = await openCloud({ seed });
      const paths = [
        '/account',
        '/teams',
        `/environments/${environment}/crons`,
        `/environments/${environment}/servers`,
      ];
      const answers = await Promise.all(paths.map((path) => call('GET', path)));
      return JSON.stringify(answers.map(({ body }) => body));
    };

    const [once, again, other] = [await read(1), await read(1), await read(2)];

    expect(again).toBe(once);
    expect(other).not.toBe(once);
  });

  it('does not depend on the order of the requests', async () => {
    const [first, second] = [await openCloud(), await openCloud()];
    const variables = `/environments/${first.environment}/variables`;

    await second.call('GET', '/teams');

    expect((await first.call('GET', variables)).body).toEqual((await second.call('GET', variables)).body);
  });

  it('is the same in a list and in its single items', async () => {
    const { call } = await openCloud();

    for (const path of ['/teams', '/account/ssh-keys', '/organizations', '/subscriptions']) {
      const [item] = (await call('GET', path)).body._embedded.items;
      const own = await call('GET', `${path}/${item?.uuid}`);
      expect(own.body).toMatchObject({ uuid: item?.uuid, ...(item?.name === undefined ? {} : { name: item.name }) });
    }
  });

  it('has the organisations in a subscription, whether listed or read by itself', async () => {
    const { call } = await openCloud();
    const [listed] = (await call('GET', '/subscriptions')).body._embedded.items;

    const { body } = await call('GET', `/subscriptions/${listed?.uuid}`);

    expect(body).toEqual(listed);
    expect(body._embedded.items[0]).toHaveProperty('name');
  });

  it('has messages that lead to a page for people, at another host', async () => {
    const { sandbox, call } = await openCloud();
    const [message] = (await call('GET', '/account/messages')).body._embedded.items;
    const authorization = `Bearer ${(await cloudToken(sandbox)).body.access_token}`;

    const url = `${sandbox.clients.cloud.baseUrl}/messages/${message?.uuid}/actions/follow`;
    const answer = await sandbox.fetch(url, { headers: { authorization }, redirect: 'manual' });
    const page = await sandbox.fetch(answer.headers.get('location') ?? '');

    expect(answer.status).toBe(301);
    expect(new URL(page.url).origin).not.toBe(new URL(url).origin);
    expect(page.headers.get('content-type')).toContain('text/html');
  });

  it('comes with the media type that the document has for the operation', async () => {
    const { sandbox, call } = await openCloud();
    const [organization] = (await call('GET', '/organizations')).body._embedded.items;
    const authorization = `Bearer ${(await cloudToken(sandbox)).body.access_token}`;
    const typeOf = async (path: string): Promise<string | null> => {
      const answer = await sandbox.fetch(sandbox.clients.cloud.baseUrl + path, { headers: { authorization } });
      return answer.headers.get('content-type');
    };

    expect(await typeOf(`/organizations/${organization?.uuid}/notifications`)).toBe('organization/json');
    expect(await typeOf(`/organizations/${organization?.uuid}/teams`)).toBe('application/hal+json');
  });

  it('refers to things that exist', async () => {
    const { call, environment } = await openCloud();
    const [cron] = (await call('GET', `/environments/${environment}/crons`)).body._embedded.items;

    const about = cron?.environment as { readonly id: string }; // as the document has it

    expect(about.id).toBe(environment);
    expect((await call('GET', `/environments/${about.id}`)).status).toBe(200);
  });

  it('has logs that can be downloaded, each by its link', async () => {
    const { sandbox, call, environment } = await openCloud();
    const logs = `/environments/${environment}/logs`;
    const authorization = `Bearer ${(await cloudToken(sandbox)).body.access_token}`;

    const { items } = (await call('GET', logs)).body._embedded;

    expect(items.map(({ type }) => type)).toEqual(expect.arrayContaining(['apache-access', 'php-error']));
    for (const { type, _links } of items) {
      const { download } = _links as { readonly download: { readonly href: string } }; // as documented
      expect(download.href).toBe(`${sandbox.clients.cloud.baseUrl}${logs}/${type}`);
      const file = await sandbox.fetch(download.href, { headers: { authorization } });
      expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/octet-stream']);
    }
    expect((await call('POST', `${logs}/php-error`, {})).status).toBe(201);
    expect((await call('GET', `${logs}/nothing`)).status).toBe(404);
  });

  it('has pages that add up to its total', async () => {
    const { call, environment, names } = await openCloud();
    const path = `/environments/${environment}/variables`;
    const all = await names(path);

    const paged: unknown[] = [];
    for (let offset = 0; offset < all.length; offset += 3)
      paged.push(...(await names(`${path}?limit=3&offset=${offset}`)));

    expect(new Set(all).size).toBe((await call('GET', path)).body.total);
    expect(paged).toEqual(all);
  });

  it('can be filtered and sorted', async () => {
    const { environment, names } = await openCloud();
    const path = `/environments/${environment}/variables`;
    const [wanted] = await names(path);

    expect(await names(`${path}?filter=name%3D${wanted}`)).toEqual([wanted]);
    expect(await names(`${path}?sort=-name`)).toEqual((await names(path)).toSorted().toReversed());
  });
});

describe('a write at Cloud', () => {
  it('takes effect when its task is done, and not before', async () => {
    const { sandbox, call, environment, names } = await openCloud();
    const path = `/environments/${environment}/variables`;

    const answer = await call('POST', path, { name: 'COLOUR', value: 'green' });
    expect(answer.status).toBe(202);
    const task = answer.body._links.notification?.href ?? '';
    expect((await call('GET', task)).body).toMatchObject({ status: 'in-progress', progress: 0 });
    expect(await names(path)).not.toContain('COLOUR');

    sandbox.advance(15_000);
    expect((await call('GET', task)).body).toMatchObject({ status: 'in-progress', progress: 50 });
    sandbox.advance(15_000);

    expect((await call('GET', task)).body).toMatchObject({ status: 'completed', progress: 100 });
    expect(await names(path)).toContain('COLOUR');
    expect((await call('GET', `${path}/COLOUR`)).body).toMatchObject({ name: 'COLOUR', value: 'green' });
  });

  it('leaves no trace when its task fails', async () => {
    const { sandbox, call, environment, names } = await openCloud();
    const path = `/environments/${environment}/variables`;
    sandbox.nextTask({ outcome: 'failed' });

    await call('POST', path, { name: 'COLOUR', value: 'green' });
    sandbox.advance(30_000);

    expect(await names(path)).not.toContain('COLOUR');
  });

  it('can change and delete', async () => {
    const { sandbox, call, environment, names } = await openCloud();
    const path = `/environments/${environment}/variables`;
    const [first, second] = await names(path);

    await call('PUT', `${path}/${first}`, { name: first, value: 'changed' });
    await call('DELETE', `${path}/${second}`);
    sandbox.advance(30_000);

    expect((await call('GET', `${path}/${first}`)).body).toMatchObject({ name: first, value: 'changed' });
    expect((await call('GET', `${path}/${second}`)).status).toBe(404);
    expect(await names(path)).not.toContain(second);
    expect((await call('DELETE', `${path}/${second}`)).status).toBe(404);
  });

  it('can bring back what was deleted', async () => {
    const { sandbox, call, environment, names } = await openCloud();
    const path = `/environments/${environment}/variables`;
    const [first] = await names(path);

    await call('DELETE', `${path}/${first}`);
    sandbox.advance(30_000);
    await call('POST', path, { name: first, value: 'back' });
    sandbox.advance(30_000);

    expect((await names(path)).filter((name) => name === first)).toHaveLength(1);
    expect((await call('GET', `${path}/${first}`)).body).toMatchObject({ value: 'back' });
  });

  it('can add scheduled jobs, domains, and databases in every environment of the application', async () => {
    const { sandbox, call, environment, application, names } = await openCloud();
    const job = { command: '/bin/true', frequency: '0 3 * * *', label: 'Nightly', server_id: '1' };

    expect((await call('POST', `/environments/${environment}/crons`, job)).status).toBe(202);
    expect((await call('POST', `/environments/${environment}/domains`, { hostname: 'new.example' })).status).toBe(202);
    expect((await call('POST', `/applications/${application}/databases`, { name: 'shop' })).status).toBe(202);
    sandbox.advance(30_000);

    expect(await names(`/environments/${environment}/crons`, 'label')).toContain('Nightly');
    expect(await names(`/environments/${environment}/domains`, 'hostname')).toContain('new.example');
    expect(await names(`/environments/${environment}/databases`)).toContain('shop');
    await call('DELETE', `/applications/${application}/databases/shop`);
    sandbox.advance(30_000);
    expect(await names(`/environments/${environment}/databases`)).not.toContain('shop');
  });

  it('can make a backup', async () => {
    const { sandbox, call, environment } = await openCloud();
    const path = `/environments/${environment}/databases/main/backups`;
    const before = (await call('GET', path)).body.total;

    await call('POST', path);
    sandbox.advance(30_000);

    const { total, _embedded } = (await call('GET', path)).body;
    expect(total).toBe(before + 1);
    for (const { database } of _embedded.items) expect(database).toMatchObject({ name: 'main' });
  });

  it('has backups that are downloaded from another host', async () => {
    const { sandbox, call, environment } = await openCloud();
    const path = `/environments/${environment}/databases/main/backups`;
    const [backup] = (await call('GET', path)).body._embedded.items;
    const { body: token } = await cloudToken(sandbox);

    const response = await sandbox.fetch(`${sandbox.clients.cloud.baseUrl}${path}/${backup?.id}/actions/download`, {
      headers: { authorization: `Bearer ${token.access_token}` },
    });

    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/gzip']);
    expect(new URL(response.url).hostname).toBe('localhost');
    expect(sandbox.log.at(-1)).toMatchObject({ operation: 'elsewhere', status: 200 });
    expect(sandbox.log.at(-1)?.credentials).toBeUndefined();
    expect((await call('GET', `${path}/1/actions/download`)).status).toBe(404);
  });

  it('can rename an application, configure an environment, and add and delete environments', async () => {
    const { sandbox, call, environment, application, names } = await openCloud();
    const environments = `/applications/${application}/environments`;

    expect((await call('PUT', `/applications/${application}`, { name: 'Renamed' })).status).toBe(200);
    await call('POST', `/environments/${environment}/actions/change-label`, { label: 'Try-out' });
    await call('PUT', `/environments/${environment}`, { version: '8.5', memory_limit: 256 });
    await call('POST', environments, { label: 'Extra', branch: 'main', databases: [] });
    sandbox.advance(30_000);

    expect((await call('GET', `/applications/${application}`)).body.name).toBe('Renamed');
    expect(await names('/applications')).toContain('Renamed');
    expect((await call('GET', `/environments/${environment}`)).body).toMatchObject({
      label: 'Try-out',
      configuration: { php: { version: '8.5', memory_limit: 256 } },
    });
    expect(await names(environments, 'label')).toContain('Extra');
    const [extra] = (await call('GET', `${environments}?filter=label%3DExtra`)).body._embedded.items;
    expect((await call('GET', `/environments/${extra?.id}/variables`)).status).toBe(200);
    await call('DELETE', `/environments/${extra?.id}`);
    expect((await call('GET', `/environments/${extra?.id}/variables`)).status).toBe(404);
    expect(await names(environments, 'label')).not.toContain('Extra');
  });

  it('can switch things on and off', async () => {
    const { sandbox, call, environment } = await openCloud();
    const [cron] = (await call('GET', `/environments/${environment}/crons`)).body._embedded.items;
    const path = `/environments/${environment}/crons/${cron?.id}`;

    for (const [action, enabled] of [
      ['disable', false],
      ['enable', true],
    ] as const) {
      await call('POST', `${path}/actions/${action}`);
      sandbox.advance(30_000);
      expect((await call('GET', path)).body).toMatchObject({ flags: { enabled } });
    }
  });

  it('without a task takes effect at once', async () => {
    const { sandbox, call, names } = await openCloud();
    const path = `/organizations/${sandbox.organizations[0].uuid}/teams`;

    const created = await call('POST', path, { name: 'Night shift' });

    expect(created.status).toBe(201);
    expect(await names(path)).toContain('Night shift');
    expect((await call('GET', `/teams/${created.body.uuid}`)).body.name).toBe('Night shift');
  });

  it('appears in the list of notifications', async () => {
    const { sandbox, call, application, environment } = await openCloud();

    await call('POST', `/environments/${environment}/databases/main/backups`);
    const [newest] = (await call('GET', `/applications/${application}/notifications`)).body._embedded.items;

    expect(newest).toMatchObject({ event: 'DatabaseBackupCreated', status: 'in-progress' });
    sandbox.advance(30_000);
    expect((await call('GET', `/notifications/${newest?.uuid}`)).body).toMatchObject({ status: 'completed' });
  });
});

describe('a request to Cloud', () => {
  it('is refused for an unknown path, a wrong method or a missing thing', async () => {
    const { call, environment } = await openCloud();

    expect(await call('GET', '/applicatoins')).toMatchObject({ status: 404, body: { error: 'not_found' } });
    expect(await call('DELETE', '/account')).toMatchObject({ status: 405, body: { error: 'method_not_allowed' } });
    for (const path of [
      `/teams/${crypto.randomUUID()}`,
      `/environments/1-${crypto.randomUUID()}/crons`,
      `/environments/${environment}/variables/NO_SUCH`,
      `/environments/${environment}/databases/none/backups`,
    ]) {
      expect(await call('GET', path)).toMatchObject({ status: 404, body: { error: 'not_found' } });
    }
  });

  it('is refused for a missing parameter, or one of a wrong type', async () => {
    const { call, application } = await openCloud();
    const path = `/account/applications/${application}/has-permission`;

    expect(await call('GET', path)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('permission') },
    });
    expect((await call('GET', `${path}?permission=deploy`)).status).toBe(200);
    expect((await call('GET', '/teams?limit=many')).status).toBe(400);
  });

  it('is refused for a body that is missing, unreadable, of a wrong type, or wrong in a field', async () => {
    const { call, application } = await openCloud();
    const path = `/applications/${application}/databases`;

    expect((await call('POST', path)).status).toBe(400);
    expect((await call('POST', path, '{')).status).toBe(400);
    expect((await call('POST', path, 'name', 'text/plain')).status).toBe(415);
    expect(await call('POST', path, { name: 7 })).toMatchObject({
      status: 422,
      body: { error: 'validation_failed', message: { name: 'must be a string' } },
    });
    expect(await call('POST', path, { name: 'main' })).toMatchObject({ status: 409, body: { error: 'conflict' } });
  });

  it('may have a form if the document allows one, and JSON of any content type', async () => {
    const { call, application } = await openCloud();
    const path = `/applications/${application}/databases`;

    expect((await call('POST', path, 'name=shop', 'application/x-www-form-urlencoded')).status).toBe(202);
    expect((await call('POST', path, { name: 'blog' }, 'application/json')).status).toBe(202);
  });

  it('may have lists and objects as JSON in its form', async () => {
    const { sandbox, call, application } = await openCloud();
    const post = async (tag: string, context: string): Promise<unknown> => {
      const form = String(new URLSearchParams({ 'tags[]': tag, context }));
      const path = `/organizations/${sandbox.organizations[0].uuid}/available-tags`;
      const { status, body } = await call('POST', path, form, 'application/x-www-form-urlencoded');
      return status === 422 ? body.message : status;
    };
    const tag = JSON.stringify({ name: 'shop', color: 'green' });
    const context = JSON.stringify({ application: { uuids: [application] } });

    expect(await post(tag, context)).toBe(201);
    expect(await post('shop', context)).toEqual({ 'tags.0': 'must be an object' });
    expect(await post(tag, '{')).toEqual({ context: 'must be an object' });
    expect(await post(tag, '[]')).toEqual({ context: 'must be an object' });
  });

  it('is refused for an organisation that the token is not for', async () => {
    const { sandbox, call } = await openCloud();
    const federated = sandbox.organizations[2].uuid;

    expect(await call('GET', `/organizations/${federated}/members`)).toMatchObject({
      status: 403,
      body: { error: 'additional_authentication_required' },
    });
    expect((await call('GET', '/organizations')).body.total).toBe(2);
    const scoped = await cloudToken(sandbox, { scope: `organization:${federated}` });
    const response = await sandbox.fetch(`${sandbox.clients.cloud.baseUrl}/organizations`, {
      headers: { authorization: `Bearer ${scoped.body.access_token}` },
    });
    expect(await response.json()).toMatchObject({ total: 1, _embedded: { items: [{ uuid: federated }] } });
  });
});
