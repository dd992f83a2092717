import { inspect } from 'node:util';
import { CloudApiError, createCloudClient } from '@acme/cloud';
import { ApiError, ConnectionError, InvalidAnswerError } from '@acme/http';
import { OAuthError, OrganizationScopeRequiredError } from '@acme/oauth-core';
import { type Fault, type Sandbox, startSandbox } from '@acme/sandbox';
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';

/** What `GET /applications` rejects with under this fault. */
async function errorUnder(fault: Fault, times = 1): Promise<{ error: unknown; sandbox: Sandbox }> {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  sandbox.faults.next('cloud.api', fault, { times });
  const cloud = createCloudClient({ ...sandbox.clients.cloud, retry: 0 });
  return { error: await rejection(cloud.get('/applications')), sandbox };
}

const status = (status: number, body: unknown): Fault => ({ kind: 'status', status, body });

describe('an error of the API', () => {
  it.each([
    ['a text', { error: 'not_found', message: 'No such application.' }, 'No such application.'],
    [
      'a list',
      { error: 'validation', message: ['Name is taken.', 'Label is too long.'] },
      'Name is taken.; Label is too long.',
    ],
    [
      'an object by field',
      { error: 'validation', message: { name: ['is taken', 'is too long'], label: 'is missing' } },
      'name: is taken; is too long; label: is missing',
    ],
    [
      "Okta's",
      { errorCode: 'E0000011', errorSummary: 'Invalid token', errorCauses: [{ errorSummary: 'expired' }] },
      'Invalid token; errorSummary: expired',
    ],
    ['a text in white space', { message: ' Gone.\n' }, 'Gone.'],
    ['only a code', { error: 'system' }, 'system'],
  ])('says in words what the answer says in the form of %s', async (_, body, detail) => {
    const { error } = await errorUnder(status(422, body));
    if (!CloudApiError.is(error)) throw error;
    expect(error).toMatchObject({ name: 'CloudApiError', status: 422, code: 'invalid_request', detail });
    expect(error.message).toContain(detail);
    expect(error.body).toEqual(body);
    expect(ApiError.is(error)).toBe(true);
    expect(OAuthError.is(error)).toBe(false);
  });

  it('has no code for a read-only site, which this service does not have', () => {
    expectTypeOf<CloudApiError['code'] & 'read_only'>().toBeNever();
    expectTypeOf<'conflict'>().toExtend<CloudApiError['code']>();
  });

  it.each([400, 401, 403])('with status %i is a CloudApiError, however deeply its message is nested', async (code) => {
    const { error } = await errorUnder(status(code, `{"message":${'['.repeat(30_000)}"deep"${']'.repeat(30_000)}}`), 2);
    expect(CloudApiError.is(error)).toBe(true);
  });

  it.each([
    [401, 'still active?'],
    [403, 'has no permission for this.'],
    [409, 'check before you repeat it.'],
  ])('with status %i says what to do next', async (code, advice) => {
    const { error } = await errorUnder(status(code, {}), 2);
    expect(CloudApiError.is(error) && error.message).toContain(advice);
  });

  it('is not mistaken for an error of another service', () => {
    const request = { method: 'GET', url: '/' };
    const other = new ApiError({ status: 404, code: 'not_found', request, headers: new Headers(), body: undefined });
    expect(CloudApiError.is(other)).toBe(false);
    expect(CloudApiError.is({ name: 'CloudApiError' })).toBe(false); // as an answer could say it
  });

  it('is readable even if the answer is an HTML page', async () => {
    const { error } = await errorUnder({ kind: 'html', status: 500 });
    if (!CloudApiError.is(error)) throw error;
    expect(error).toMatchObject({ status: 500, code: 'server_error', detail: undefined });
    expect(error.body).toContain('<html');
  });

  it('has a code of its own for a conflict, and leaves it to the caller to try again', async () => {
    const { error, sandbox } = await errorUnder(
      status(409, { error: 'conflict', message: 'A task is already running.' }),
    );
    expect(error).toMatchObject({ code: 'conflict', detail: 'A task is already running.' });
    expect(sandbox.count('cloud.api')).toBe(1);
  });

  it('has the request id that the support asks for', async () => {
    const { error, sandbox } = await errorUnder(status(404, {}));
    expect(error).toHaveProperty(
      'requestId',
      sandbox.log.find(({ operation }) => operation === 'cloud.api')?.requestId,
    );
  });
});

describe("a successful answer that can't be used", () => {
  it('is undefined if it is empty', async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    sandbox.faults.next('cloud.api', status(200, ''));
    expect(await createCloudClient(sandbox.clients.cloud).get('/applications')).toBeUndefined();
  });

  it('is an InvalidAnswerError if it is an HTML page', async () => {
    const { error } = await errorUnder({ kind: 'html', status: 200 });
    expect(InvalidAnswerError.is(error)).toBe(true);
  });

  it('is a ConnectionError if it broke off', async () => {
    const { error } = await errorUnder({ kind: 'cut-off-body' });
    expect(ConnectionError.is(error)).toBe(true);
  });
});

describe('a call to a federated organisation without its scope', () => {
  it('throws an error with the fix in its text, and costs no second token', async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const federated = sandbox.organizations[2].uuid;
    const error = await rejection(
      createCloudClient(sandbox.clients.cloud).get('/organizations/{organizationUuid}/applications', {
        path: { organizationUuid: federated },
      }),
    );
    if (!OrganizationScopeRequiredError.is(error)) throw error;
    expect(error.organization).toBe(federated);
    expect(error.message).toContain(`forOrganization('${federated}')`);
    expect([sandbox.count('cloud.token'), sandbox.count('cloud.api')]).toEqual([1, 1]);
  });

  it.each([
    [401, { error: 'additional_authentication_required', message: 'More is needed.' }],
    [403, { error: 'unauthorized', message: 'This resource requires additional authentication.' }],
    [403, { error: 'additional_authentication_required' }],
  ])('is recognised by %i and the code or the text of the answer', async (code, body) => {
    const { error, sandbox } = await errorUnder(status(code, body));
    if (!OrganizationScopeRequiredError.is(error)) throw error;
    expect(error.organization).toBeUndefined();
    expect(error.message).toContain('no scope for it: use cloud.forOrganization(uuid)');
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it('throws an error with the scope that the token has, and without the query', async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const [first, second, federated] = sandbox.organizations;
    const cloud = createCloudClient({ ...sandbox.clients.cloud, organization: first.uuid });
    for (const [client, scope] of [
      [cloud.forKey('another'), first.uuid],
      [cloud.forOrganization(second.uuid), second.uuid],
    ] as const) {
      sandbox.faults.next('cloud.api', status(403, { error: 'additional_authentication_required' }));
      const wanted = federated.uuid.toUpperCase();
      const error = await rejection(client.request('GET', `/organizations/${wanted}/teams?filter=s3cret`));
      expect(OrganizationScopeRequiredError.is(error) && error.organization).toBe(wanted);
      expect(String(error)).toContain(`/organizations/${wanted}/teams belongs`);
      expect(String(error)).toContain(`the scope of ${scope}`);
      expect(String(error)).not.toContain('s3cret');
    }
  });

  it('is not assumed from a text that only mentions such a thing', async () => {
    const { error } = await errorUnder(
      status(403, { error: 'forbidden', message: 'No additional authentication helps.' }),
    );
    expect(CloudApiError.is(error)).toBe(true);
  });

  it('is not assumed from an answer with another status', async () => {
    const { error } = await errorUnder(status(404, { error: 'additional_authentication_required' }));
    expect(CloudApiError.is(error)).toBe(true);
  });
});

describe('a repeat', () => {
  it('is made of a GET, but not of a PUT or DELETE that may have arrived', async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const cloud = createCloudClient(sandbox.clients.cloud);
    await cloud.tokens.getToken();
    sandbox.faults.next('cloud.api', { kind: 'status', status: 503, retryAfterSeconds: 0 });
    await cloud.get('/applications');
    expect(sandbox.count('cloud.api')).toBe(2);

    for (const method of ['PUT', 'DELETE', 'POST', 'PATCH']) {
      for (const fault of [status(503, {}), { kind: 'drop-answer-after-processing' }] as const) {
        const before = sandbox.count('cloud.api');
        sandbox.faults.next('cloud.api', fault);
        await rejection(cloud.request(method, '/applications'));
        expect(sandbox.count('cloud.api') - before, `${method} ${fault.kind}`).toBe(1);
      }
    }
  });
});

describe('an error whose answer repeats a token', () => {
  const said = (...tokens: readonly string[]): object => ({ message: `Tokens refused: ${tokens.join(', ')}` });
  const shown = (error: unknown): string =>
    `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)} ${JSON.stringify((error as ApiError).body)}`;

  it('shows neither the token of the first request nor the newer one of its repeat', async () => {
    const given = ['s3cret/first==', 's3cret/second=='];
    let tokens = 0;
    const cloud = createCloudClient({
      clientId: 'id',
      clientSecret: 'secret',
      retry: 0,
      async fetch(input, init) {
        if (String(input).includes('/oauth/')) {
          return Response.json({ access_token: given[tokens++], token_type: 'Bearer', expires_in: 300 });
        }
        const isFirst = new Headers((init as RequestInit).headers).get('authorization')?.endsWith('first==');
        return Response.json(said(...given), { status: isFirst ? 401 : 500 });
      },
    });
    const error = await rejection(cloud.get('/applications'));
    expect(tokens).toBe(2);
    expect(shown(error)).toContain('Tokens refused: [masked], [masked]');
    expect(shown(error)).not.toContain('s3cret');
  });

  it('does not show a token that was passed in', async () => {
    const fetch = async (): Promise<Response> => Response.json(said('s3cret+1'), { status: 403 });
    const error = await rejection(createCloudClient({ accessToken: 's3cret+1', fetch }).get('/applications'));
    expect(shown(error)).toContain('Tokens refused: [masked]');
    expect(shown(error)).not.toContain('s3cret');
  });
});
