import { createSandbox, stoppedClock } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';
import { applications, cloudToken, postForm, postJson } from './support/requests.ts';

describe('the token endpoint of Cloud', () => {
  it('gives an opaque token of 300 seconds, without a refresh token, for client credentials in a form', async () => {
    const { status, body, headers } = await cloudToken(createSandbox());

    expect(status).toBe(200);
    expect(body).toEqual({ token_type: 'Bearer', expires_in: 300, access_token: expect.stringMatching(/^\w{64}$/) });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('refuses a JSON body', async () => {
    const sandbox = createSandbox();
    const { tokenUrl, clientId, clientSecret } = sandbox.clients.cloud;

    const { status, body } = await postJson(sandbox, tokenUrl, {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    });

    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });

  it('knows a form by its content type, however that is written', async () => {
    const sandbox = createSandbox();
    const { tokenUrl, clientId, clientSecret } = sandbox.clients.cloud;
    const fields = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const status = async (type: string): Promise<number> => {
      const init = { method: 'POST', body: String(new URLSearchParams(fields)), headers: { 'content-type': type } };
      return (await sandbox.fetch(tokenUrl, init)).status;
    };

    expect(await status('Application/X-WWW-Form-Urlencoded ;charset=UTF-8')).toBe(200);
    expect(await status('text/plain')).toBe(400);
  });

  it('refuses credentials in the Authorization header', async () => {
    const sandbox = createSandbox();
    const { tokenUrl, clientId, clientSecret } = sandbox.clients.cloud;

    const response = await sandbox.fetch(tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });

    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: 'invalid_client' });
  });

  it.each([{ client_secret: 'wrong' }, { client_id: 'wrong' }])(
    'answers %j with 401 and invalid_client',
    async (wrong) => {
      const { status, body } = await cloudToken(createSandbox(), wrong);

      expect([status, body.error]).toEqual([401, 'invalid_client']);
    },
  );

  it('notes in the log what was asked for and what was given', async () => {
    const sandbox = createSandbox();
    await cloudToken(sandbox);
    await cloudToken(sandbox, { grant_type: 'password' });

    const { id } = sandbox.authorizations.at(-1) ?? {};
    expect(sandbox.log).toMatchObject([
      { operation: 'cloud.token', grant: 'client_credentials', authorization: id, tokenGeneration: 1, status: 200 },
      { grant: 'password', error: 'unsupported_grant_type', status: 400 },
    ]);
  });

  it('writes errors as Okta does if it is told to', async () => {
    const sandbox = createSandbox({ cloud: { tokenErrors: 'okta' } });

    const { status, body } = await cloudToken(sandbox, { client_secret: 'wrong' });

    expect(status).toBe(401);
    expect(body).toMatchObject({ errorCode: 'invalid_client', errorSummary: expect.any(String), errorCauses: [] });
    expect(body.error).toBeUndefined();
  });

  it('accepts the scope of an organisation that it knows, and refuses any other scope with a hint', async () => {
    const sandbox = createSandbox();
    const scope = `organization:${sandbox.organizations[0].uuid}`;

    expect((await cloudToken(sandbox, { scope })).status).toBe(200);
    for (const wrong of ['organization:00000000-0000-4000-8000-000000000000', 'content:read', `${scope} ${scope}`]) {
      const { status, body } = await cloudToken(sandbox, { scope: wrong });
      expect([status, body.error]).toEqual([400, 'invalid_scope']);
      expect(body.hint).toBe(`Check the \`${wrong}\` scope`);
    }
  });

  it('needs a form that names its grant', async () => {
    const sandbox = createSandbox();
    const { tokenUrl, clientId, clientSecret } = sandbox.clients.cloud;
    const client = { client_id: clientId, client_secret: clientSecret };

    const nameless = await postForm(sandbox, tokenUrl, client);
    const json = await postJson(sandbox, tokenUrl, { grant_type: 'client_credentials', ...client });

    expect([nameless.status, nameless.body.error]).toEqual([400, 'invalid_request']);
    expect(nameless.body.error_description).toContain('grant_type');
    expect([json.status, json.body.error]).toEqual([400, 'invalid_request']);
  });

  it('refuses any other grant', async () => {
    const { status, body } = await cloudToken(createSandbox(), { grant_type: 'refresh_token', refresh_token: 'x' });

    expect([status, body.error]).toEqual([400, 'unsupported_grant_type']);
  });

  it('leaves earlier tokens alive when it gives another one', async () => {
    const sandbox = createSandbox();
    const first = await cloudToken(sandbox);
    await cloudToken(sandbox);

    expect((await applications(sandbox, first.body.access_token)).status).toBe(200);
    expect(sandbox.authorizations.find(({ service }) => service === 'cloud')).toMatchObject({
      generation: 2,
      alive: true,
    });
  });

  it.each([300, 0, -1, Number.NaN, { dam: 999 }])('refuses a tokenLifetime below a second: %j', (tokenLifetime) => {
    expect(() => createSandbox({ tokenLifetime })).toThrow(RangeError); // it is most likely meant in seconds
  });

  it.each(['5m', '300000', Infinity])(
    'refuses a tokenLifetime that is not a number of milliseconds: %s',
    (tokenLifetime) => {
      // @ts-expect-error what the command line takes is no number here
      const create = (): unknown => createSandbox({ tokenLifetime });

      expect(create).toThrow(`tokenLifetime: ${tokenLifetime} is not a number of milliseconds from 1,000 up`);
    },
  );

  it('forgets the oldest of thousands of expired tokens, but none that is valid', async () => {
    const sandbox = createSandbox({ clock: stoppedClock(), tokenLifetime: 1_000 });
    const first = (await cloudToken(sandbox)).body.access_token;
    for (let count = 1; count < 4_000; count++) await cloudToken(sandbox);
    expect(sandbox.authorizations.at(-1)?.tokens).toHaveLength(4_000);
    sandbox.advance(1_000);

    const { access_token: newest } = (await cloudToken(sandbox)).body;

    expect(sandbox.authorizations.at(-1)?.tokens).toHaveLength(2_000);
    expect(await (await applications(sandbox, first)).json()).toMatchObject({
      message: 'The access token is invalid.',
    });
    expect((await applications(sandbox, newest)).status).toBe(200);
  });

  it('gives tokens with the tokenLifetime that it is told', async () => {
    const { body } = await cloudToken(createSandbox({ tokenLifetime: 60_000 }));

    expect(body.expires_in).toBe(60);
  });
});
