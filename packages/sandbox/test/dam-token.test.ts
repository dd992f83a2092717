import { createSandbox } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';
import { asset, damAuthorizeUrl, damRefresh, damSignIn, damToken, postForm, postJson } from './support/requests.ts';

describe('the token endpoint of DAM', () => {
  it('gives a pair of tokens that name the account, for eight hours, without a token type', async () => {
    const { status, body } = await damSignIn(createSandbox({ dam: { account: 'widen' } }));

    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^wat_widen_\w{16}$/),
      refresh_token: expect.stringMatching(/^wrt_widen_\w{16}$/),
      expires_in: 28_800,
      username: 'librarian',
    });
  });

  it('sends a person back with the state and a code that names the account', async () => {
    const sandbox = createSandbox();

    const { searchParams } = new URL(await sandbox.authorize(damAuthorizeUrl(sandbox)));

    expect(searchParams.get('code')).toMatch(/^wac_meadow_\w{16}$/);
    expect(searchParams.get('state')).toBe('a-state');
  });

  it('gives tokens of the account whose page a person was sent to', async () => {
    const sandbox = createSandbox();

    const callback = await sandbox.authorize(damAuthorizeUrl(sandbox).replace('{account}', 'my-site'));
    const code = new URL(callback).searchParams.get('code') ?? '';
    const { body } = await damToken(sandbox, { grant_type: 'authorization_code', authorization_code: code });

    expect(code).toMatch(/^wac_my-site_/);
    expect(body.access_token).toMatch(/^wat_my-site_/);
  });

  it('accepts JSON, but no other content type', async () => {
    const sandbox = createSandbox();
    const { tokenUrl, v1BaseUrl, clientId, clientSecret } = sandbox.clients.dam;
    const ask = async (url: string, type: string): Promise<unknown> => {
      const body = JSON.stringify({ grant_type: 'none', client_id: clientId, client_secret: clientSecret });
      const headers = { 'content-type': type, authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` };
      const response = await sandbox.fetch(url, { method: 'POST', headers, body });
      return ((await response.json()) as { error: string }).error;
    };

    for (const url of [tokenUrl, `${v1BaseUrl}/api/rest/oauth/token`]) {
      expect(await ask(url, 'application/json; charset=utf-8')).toBe('unsupported_grant_type');
    }
    expect(await ask(tokenUrl, 'text/plain')).toBe('unsupported_media_type');
    expect(await ask(`${v1BaseUrl}/api/rest/oauth/token`, 'text/plain')).toBe('invalid_request');
  });

  it('refuses a code or a refresh token that another client was given', async () => {
    const sandbox = createSandbox();
    const callback = new URL(await sandbox.authorize(damAuthorizeUrl(sandbox)));
    const code = { grant_type: 'authorization_code', authorization_code: callback.searchParams.get('code') ?? '' };
    const pair = (await damSignIn(sandbox)).body;
    const refresh = { grant_type: 'refresh_token', refresh_token: pair.refresh_token ?? '' };

    for (const fields of [code, refresh]) {
      const { status, body } = await damToken(sandbox, fields, 'damWithoutRefresh');
      expect([status, body.error]).toEqual([400, 'invalid_grant']);
    }
    expect((await damToken(sandbox, code)).status).toBe(200); // neither was used up by that
    expect((await damToken(sandbox, refresh)).status).toBe(200);
  });

  it('recognises every used refresh token, however old it is', async () => {
    const sandbox = createSandbox();
    const first = (await damSignIn(sandbox)).body.refresh_token ?? '';
    let latest = first;
    for (let count = 0; count < 2_001; count++) latest = (await damRefresh(sandbox, latest)).body.refresh_token ?? '';
    expect(sandbox.authorizations.at(-1)?.tokens.length).toBeLessThan(4_001);

    await damRefresh(sandbox, first);

    expect(sandbox.authorizations.at(-1)).toMatchObject({
      alive: false,
      why: 'refresh_token_reused',
      generation: 2_002,
    });
  });

  it.each([null, [], 'text', 1])('refuses a body that is not a JSON object: %j', async (json) => {
    const sandbox = createSandbox();

    const { status, body } = await postJson(sandbox, sandbox.clients.dam.tokenUrl, json);

    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });

  it('uses the account of the sandbox if the page names none', async () => {
    const sandbox = createSandbox({ dam: { account: 'widen' } });

    const callback = await sandbox.authorize(damAuthorizeUrl(sandbox).replace('/{account}', ''));

    expect(new URL(callback).searchParams.get('code')).toMatch(/^wac_widen_/);
  });

  it('accepts an access token only as a Bearer, both to use it and to end it', async () => {
    const sandbox = createSandbox();
    const { baseUrl, tokenUrl } = sandbox.clients.dam;
    const { access_token: token } = (await damSignIn(sandbox)).body;
    const headers = { authorization: `Basic ${token}` };

    expect((await sandbox.fetch(`${baseUrl}/v2/assets/search`, { headers })).status).toBe(401);
    expect((await sandbox.fetch(tokenUrl, { method: 'DELETE', headers })).status).toBe(401);
    expect((await asset(sandbox, token)).status).toBe(200);
  });

  it('names a parameter that is missing', async () => {
    const sandbox = createSandbox();
    for (const [fields, missing] of [
      [{}, 'grant_type'],
      [{ grant_type: 'authorization_code' }, 'authorization_code'],
      [{ grant_type: 'refresh_token', refresh_token: '' }, 'refresh_token'],
    ] as const) {
      const { status, body } = await damToken(sandbox, fields);
      expect([status, body.error]).toEqual([400, 'invalid_request']);
      expect(body.error_description).toBe(`The parameter ${missing} is missing.`);
    }
  });

  it('redirects nobody for an unknown client, or to a URI that is not a web address', async () => {
    const sandbox = createSandbox();
    for (const wrong of [{ client_id: 'x' }, { redirect_uri: '/callback' }, { redirect_uri: 'javascript:alert(1)' }]) {
      const url = new URL(damAuthorizeUrl(sandbox));
      for (const [name, value] of Object.entries(wrong)) url.searchParams.set(name, value);

      for (const method of ['GET', 'POST']) {
        const response = await sandbox.fetch(url, { method, redirect: 'manual' });
        expect([response.status, response.headers.get('location')]).toEqual([400, null]);
      }
    }
  });

  it('sends a person who denies back with access_denied', async () => {
    const sandbox = createSandbox();

    const { searchParams } = new URL(await sandbox.authorize(damAuthorizeUrl(sandbox), { deny: true }));

    expect(Object.fromEntries(searchParams)).toEqual({ error: 'access_denied', state: 'a-state' });
  });

  it('knows only accounts that can be a part of a host name', async () => {
    const sandbox = createSandbox();
    const url = damAuthorizeUrl(sandbox);

    for (const account of ['my_site', 'my site', '-x']) {
      await expect(sandbox.authorize(url.replace('{account}', account))).rejects.toThrow(
        '404 (There is no such account)',
      );
    }
  });

  it('refuses a form', async () => {
    const sandbox = createSandbox();
    const { tokenUrl, clientId, clientSecret } = sandbox.clients.dam;

    const { status } = await postForm(sandbox, tokenUrl, {
      grant_type: 'refresh_token',
      refresh_token: 'wrt_meadow_x',
      client_id: clientId,
      client_secret: clientSecret,
    });

    expect(status).toBe(415);
  });

  it('takes a code only as authorization_code, and only once', async () => {
    const sandbox = createSandbox();
    const code = new URL(await sandbox.authorize(damAuthorizeUrl(sandbox))).searchParams.get('code') ?? '';

    const wrong = await damToken(sandbox, { grant_type: 'authorization_code', code });
    const right = await damToken(sandbox, { grant_type: 'authorization_code', authorization_code: code });
    const again = await damToken(sandbox, { grant_type: 'authorization_code', authorization_code: code });

    expect([wrong.status, wrong.body.error]).toEqual([400, 'invalid_request']);
    expect(right.status).toBe(200);
    expect([again.status, again.body.error]).toEqual([400, 'invalid_grant']);
  });

  it('refuses a wrong secret, and client credentials as a grant', async () => {
    const sandbox = createSandbox();

    const wrong = await damToken(sandbox, { grant_type: 'refresh_token', refresh_token: 'x', client_secret: 'wrong' });
    const grant = await damToken(sandbox, { grant_type: 'client_credentials' });

    expect([wrong.status, wrong.body.error]).toEqual([401, 'invalid_client']);
    expect([grant.status, grant.body.error]).toEqual([400, 'unsupported_grant_type']);
  });

  it('ends every earlier access token at a refresh', async () => {
    const sandbox = createSandbox();
    const first = await damSignIn(sandbox);
    const second = await damRefresh(sandbox, first.body.refresh_token);

    expect((await asset(sandbox, first.body.access_token)).status).toBe(401);
    expect((await asset(sandbox, second.body.access_token)).status).toBe(200);
  });

  it('ends the whole authorisation when a refresh token is used a second time', async () => {
    const sandbox = createSandbox();
    const first = await damSignIn(sandbox);
    const second = await damRefresh(sandbox, first.body.refresh_token);

    const reuse = await damRefresh(sandbox, first.body.refresh_token);

    expect([reuse.status, reuse.body.error]).toEqual([400, 'invalid_grant']);
    expect((await asset(sandbox, second.body.access_token)).status).toBe(401);
    expect((await damRefresh(sandbox, second.body.refresh_token)).status).toBe(400);
    expect(sandbox.authorizations.at(-1)).toMatchObject({
      generation: 2,
      alive: false,
      why: 'refresh_token_reused',
      reuses: 1,
    });
  });

  it('leaves other authorisations of the same client alone when one ends', async () => {
    const sandbox = createSandbox();
    const [first, other] = [await damSignIn(sandbox), await damSignIn(sandbox)];
    await damRefresh(sandbox, first.body.refresh_token);
    await damRefresh(sandbox, first.body.refresh_token);

    expect((await asset(sandbox, other.body.access_token)).status).toBe(200);
    expect((await damRefresh(sandbox, other.body.refresh_token)).status).toBe(200);
  });

  it('takes one of two refreshes at the same time for a second use', async () => {
    const sandbox = createSandbox();
    const { body } = await damSignIn(sandbox);

    const both = await Promise.all([damRefresh(sandbox, body.refresh_token), damRefresh(sandbox, body.refresh_token)]);

    expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(sandbox.authorizations.at(-1)?.alive).toBe(false);
  });

  it('lets an access token live eight hours and a refresh token six months', async () => {
    const sandbox = createSandbox();
    const first = await damSignIn(sandbox);

    sandbox.advance(8 * 3_600_000 - 1_000);
    expect((await asset(sandbox, first.body.access_token)).status).toBe(200);
    sandbox.advance(1_000);
    expect((await asset(sandbox, first.body.access_token)).status).toBe(401);
    sandbox.advance(180 * 86_400_000);
    const second = await damRefresh(sandbox, first.body.refresh_token);
    expect(second.status).toBe(200);
    sandbox.advance(183 * 86_400_000);
    expect((await damRefresh(sandbox, second.body.refresh_token)).status).toBe(400);
    expect(sandbox.authorizations.at(-1)).toMatchObject({ alive: false, why: 'expired' });
  });

  it('gives an integration without refresh tokens one token without expires_in, which never ends', async () => {
    const sandbox = createSandbox();
    const { body } = await damSignIn(sandbox, 'damWithoutRefresh');
    sandbox.advance(365 * 86_400_000);

    expect(Object.keys(body)).toEqual(['access_token', 'username']);
    expect(sandbox.authorizations.at(-1)?.tokens.at(-1)).toMatchObject({ state: 'live', expiresAt: undefined });
    expect((await asset(sandbox, body.access_token)).status).toBe(200);
  });

  it('ends the access token that a DELETE carries, but not its refresh token', async () => {
    const sandbox = createSandbox();
    const { body } = await damSignIn(sandbox);
    const revoke = (): Promise<Response> =>
      sandbox.fetch(sandbox.clients.dam.tokenUrl, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${body.access_token}` },
      });

    expect((await revoke()).status).toBe(204);
    expect((await asset(sandbox, body.access_token)).status).toBe(401);
    expect((await revoke()).status).toBe(401);
    expect((await damRefresh(sandbox, body.refresh_token)).status).toBe(200);
    expect(sandbox.count('dam.revoke')).toBe(2);
  });

  it('accepts a personal token', async () => {
    const sandbox = createSandbox();

    expect((await asset(sandbox, sandbox.clients.damPersonal.accessToken)).status).toBe(200);
  });

  it('ends an authorisation, or all access tokens, if a test wants it to', async () => {
    const sandbox = createSandbox();
    const first = await damSignIn(sandbox);
    const id = sandbox.authorizations.at(-1)?.id ?? '';

    sandbox.revokeAccessTokens('dam');
    expect((await asset(sandbox, first.body.access_token)).status).toBe(401);
    const second = await damRefresh(sandbox, first.body.refresh_token);
    expect(second.status).toBe(200);
    sandbox.revokeAuthorization(id);
    expect((await damRefresh(sandbox, second.body.refresh_token)).body.error).toBe('invalid_grant');
    expect(sandbox.authorizations.find((authorization) => authorization.id === id)).toMatchObject({
      alive: false,
      why: 'revoked',
      reuses: 0,
    });
    expect(() => sandbox.revokeAuthorization('unknown')).toThrow(RangeError);
  });
});
