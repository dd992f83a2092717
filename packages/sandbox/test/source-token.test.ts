import { createSandbox } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';
import {
  articles,
  CALLBACK,
  CHALLENGE,
  get,
  postForm,
  postJson,
  sourceAuthorizeUrl,
  sourceRefresh,
  sourceSignIn,
  sourceToken,
  VERIFIER,
} from './support/requests.ts';

const code = async (callback: Promise<string>): Promise<string> =>
  new URL(await callback).searchParams.get('code') ?? '';

describe('the token endpoint of Source', () => {
  it('gives client credentials a token in the form of a JWT, for 300 seconds, without a refresh token', async () => {
    const { status, body } = await sourceToken(createSandbox(), { grant_type: 'client_credentials' });

    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 300 });
    expect(body.refresh_token).toBeUndefined();
    const [, payload = ''] = body.access_token.split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      scope: expect.arrayContaining(['content:administer']),
    });
  });

  it('gives all scopes of the client if none is asked for', async () => {
    const sandbox = createSandbox();
    await sourceToken(sandbox, { grant_type: 'client_credentials' });

    expect(sandbox.authorizations.at(-1)?.scope).toEqual(['content:administer', 'content:read', 'user:profile']);
  });

  it('refuses a scope that the client does not have, with a hint', async () => {
    const { status, body } = await sourceToken(createSandbox(), {
      grant_type: 'client_credentials',
      scope: 'content:read content:write',
    });

    expect([status, body.error, body.hint]).toEqual([400, 'invalid_scope', 'Check the `content:write` scope']);
  });

  it('refuses a code or a refresh token that another client was given', async () => {
    const sandbox = createSandbox();
    const { siteUrl, clientId } = sandbox.clients.sourcePublic;
    const given = await code(sandbox.authorize(sourceAuthorizeUrl(sandbox)));
    const refreshToken = (await sourceSignIn(sandbox)).body.refresh_token ?? '';
    const grants = [
      { grant_type: 'authorization_code', code: given, redirect_uri: CALLBACK },
      { grant_type: 'refresh_token', refresh_token: refreshToken },
    ];

    for (const fields of grants) {
      const { status, body } = await postForm(sandbox, `${siteUrl}/oauth/token`, { client_id: clientId, ...fields });
      expect([status, body.error]).toEqual([400, 'invalid_grant']);
    }
    for (const fields of grants) expect((await sourceToken(sandbox, fields)).status).toBe(200); // nothing was used up
  });

  it('gives a public client no token for client credentials', async () => {
    const sandbox = createSandbox();
    const { siteUrl, clientId } = sandbox.clients.sourcePublic;

    const { status, body } = await postForm(sandbox, `${siteUrl}/oauth/token`, {
      grant_type: 'client_credentials',
      client_id: clientId,
    });

    expect([status, body.error]).toEqual([401, 'invalid_client']);
  });

  it.each([
    [{ grant_type: 'authorization_code' }, 'code'],
    [{ grant_type: 'authorization_code', code: 'given' }, 'redirect_uri'],
    [{ grant_type: 'refresh_token' }, 'refresh_token'],
  ])('names a parameter that is missing: %j', async (fields, missing) => {
    const sandbox = createSandbox();
    const given = await code(sandbox.authorize(sourceAuthorizeUrl(sandbox)));

    const { status, body } = await sourceToken(sandbox, { ...fields, ...('code' in fields && { code: given }) });

    expect([status, body.error, body.hint]).toEqual([400, 'invalid_request', `Check the \`${missing}\` parameter`]);
  });

  it('gives a token with fewer scopes for a refresh token, but never with more', async () => {
    const sandbox = createSandbox();
    const { body } = await sourceSignIn(sandbox, 'content:read content:administer');
    const refresh = { grant_type: 'refresh_token', refresh_token: body.refresh_token ?? '' };

    const more = await sourceToken(sandbox, { ...refresh, scope: 'content:read user:profile' });
    const fewer = await sourceToken(sandbox, { ...refresh, scope: 'content:read' });

    expect([more.status, more.body.error]).toEqual([400, 'invalid_scope']);
    const payload = Buffer.from(fewer.body.access_token.split('.')[1] ?? '', 'base64url').toString();
    expect(JSON.parse(payload)).toHaveProperty('scope', ['content:read']);
    const unpublished = `${sandbox.clients.source.siteUrl}/api/node/article?page[offset]=100`;
    const seen = async (token: string): Promise<number> =>
      ((await (await get(sandbox, unpublished, token)).json()) as { data: unknown[] }).data.length;
    expect([await seen(body.access_token), await seen(fewer.body.access_token)]).toEqual([50, 0]);
  });

  it('notes in the log what was asked for and what was given', async () => {
    const sandbox = createSandbox();
    const { body } = await sourceSignIn(sandbox);
    await sourceRefresh(sandbox, body.refresh_token);
    await sourceRefresh(sandbox, body.refresh_token);

    const authorization = sandbox.authorizations.at(-1)?.id;
    expect(sandbox.log.filter(({ operation }) => operation === 'source.token')).toMatchObject([
      { grant: 'authorization_code', authorization, tokenGeneration: 1, status: 200 },
      { grant: 'refresh_token', authorization, tokenGeneration: 2, status: 200 },
      { grant: 'refresh_token', authorization, error: 'invalid_grant', status: 400 },
    ]);
  });

  it('refuses a JSON body', async () => {
    const sandbox = createSandbox();
    const { siteUrl, clientId, clientSecret } = sandbox.clients.source;

    const { status, body } = await postJson(sandbox, `${siteUrl}/oauth/token`, {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    });

    expect([status, body.error]).toEqual([400, 'unsupported_grant_type']);
  });

  it('refuses a wrong secret, and credentials in a header', async () => {
    const sandbox = createSandbox();
    const { siteUrl, clientId, clientSecret } = sandbox.clients.source;

    const wrong = await sourceToken(sandbox, { grant_type: 'client_credentials', client_secret: 'wrong' });
    const basic = await sandbox.fetch(`${siteUrl}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });

    expect([wrong.status, wrong.body.error]).toEqual([401, 'invalid_client']);
    expect(basic.status).toBe(400);
  });

  it('exchanges a code once', async () => {
    const sandbox = createSandbox();
    const fields = {
      grant_type: 'authorization_code',
      code: await code(sandbox.authorize(sourceAuthorizeUrl(sandbox))),
      redirect_uri: CALLBACK,
    };

    const first = await sourceToken(sandbox, fields);
    const second = await sourceToken(sandbox, fields);

    expect(first.body).toMatchObject({ expires_in: 300, refresh_token: expect.any(String) });
    expect([second.status, second.body.error]).toEqual([400, 'invalid_grant']);
  });

  it('refuses a code after 300 seconds', async () => {
    const sandbox = createSandbox();
    const late = await code(sandbox.authorize(sourceAuthorizeUrl(sandbox)));
    sandbox.advance(301_000);

    const { status, body } = await sourceToken(sandbox, {
      grant_type: 'authorization_code',
      code: late,
      redirect_uri: CALLBACK,
    });

    expect([status, body.error]).toEqual([400, 'invalid_grant']);
  });

  it('needs the redirect URI of the authorisation request in the exchange', async () => {
    const sandbox = createSandbox();
    const fields = {
      grant_type: 'authorization_code',
      code: await code(sandbox.authorize(sourceAuthorizeUrl(sandbox))),
    };

    const missing = await sourceToken(sandbox, fields);
    const other = await sourceToken(sandbox, { ...fields, redirect_uri: 'https://app.example/other' });

    expect([missing.status, missing.body.error]).toEqual([400, 'invalid_request']);
    expect([other.status, other.body.error]).toEqual([400, 'invalid_grant']);
  });

  it('gives a public client tokens for the right code verifier, without a secret', async () => {
    const sandbox = createSandbox();
    const { siteUrl, clientId } = sandbox.clients.sourcePublic;
    const pkce = { client_id: clientId, code_challenge: CHALLENGE, code_challenge_method: 'S256' };
    const exchange = async (verifier: Record<string, string>) =>
      postForm(sandbox, `${siteUrl}/oauth/token`, {
        grant_type: 'authorization_code',
        client_id: clientId,
        redirect_uri: CALLBACK,
        code: await code(sandbox.authorize(sourceAuthorizeUrl(sandbox, pkce))),
        ...verifier,
      });

    expect((await exchange({ code_verifier: VERIFIER })).status).toBe(200);
    expect((await exchange({ code_verifier: `${VERIFIER}x` })).body.error).toBe('invalid_grant');
    expect((await exchange({})).body).toMatchObject({
      error: 'invalid_request',
      hint: 'Check the `code_verifier` parameter',
    });
  });

  it('rotates, so that each refresh gives a new refresh token and uses up the old one', async () => {
    const sandbox = createSandbox();
    const first = await sourceSignIn(sandbox);

    const second = await sourceRefresh(sandbox, first.body.refresh_token);
    const again = await sourceRefresh(sandbox, first.body.refresh_token);
    const third = await sourceRefresh(sandbox, second.body.refresh_token);

    expect(second.body.refresh_token).not.toBe(first.body.refresh_token);
    expect([again.status, again.body.error]).toEqual([400, 'invalid_grant']);
    expect(third.status).toBe(200);
    expect(sandbox.authorizations.at(-1)).toMatchObject({ generation: 3, reuses: 1, alive: true });
    expect(sandbox.authorizations.at(-1)?.tokens.filter(({ reused }) => reused)).toMatchObject([
      { kind: 'refresh', generation: 1 },
    ]);
  });

  it('answers invalid_request to a used refresh token if it is told to', async () => {
    const sandbox = createSandbox({ source: { refusedRefreshToken: 'invalid_request' } });
    const first = await sourceSignIn(sandbox);
    await sourceRefresh(sandbox, first.body.refresh_token);

    const { status, body } = await sourceRefresh(sandbox, first.body.refresh_token);

    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });

  it('refuses a refresh token after 14 days, but not before', async () => {
    const sandbox = createSandbox();
    const first = await sourceSignIn(sandbox);
    sandbox.advance(13 * 86_400_000);
    const second = await sourceRefresh(sandbox, first.body.refresh_token);
    sandbox.advance(14 * 86_400_000 + 1);

    expect(second.status).toBe(200);
    expect((await sourceRefresh(sandbox, second.body.refresh_token)).status).toBe(400);
  });

  it('refuses a refresh token that it never gave', async () => {
    const { status, body } = await sourceRefresh(createSandbox(), 'unknown');

    expect([status, body.error, body.hint]).toEqual([400, 'invalid_grant', 'Cannot decrypt the refresh token']);
  });

  it('refuses a refresh token of another client', async () => {
    const sandbox = createSandbox();
    const { body } = await sourceSignIn(sandbox);
    const { siteUrl, clientId } = sandbox.clients.sourcePublic;

    const other = await postForm(sandbox, `${siteUrl}/oauth/token`, {
      grant_type: 'refresh_token',
      client_id: clientId,
      refresh_token: body.refresh_token ?? '',
    });

    expect([other.status, other.body.error]).toEqual([400, 'invalid_grant']);
    expect((await sourceRefresh(sandbox, body.refresh_token)).status).toBe(200);
  });

  it('answers a bad access token with 401, an HTML page, and the reason in WWW-Authenticate', async () => {
    const response = await articles(createSandbox(), 'bad');

    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer realm="OAuth", error="access_denied", error_description="Access token could not be verified"',
    );
  });

  it('refuses an access token after 300 seconds', async () => {
    const sandbox = createSandbox();
    const { body } = await sourceSignIn(sandbox);

    expect((await articles(sandbox, body.access_token)).status).toBe(200);
    sandbox.advance(300_000);
    expect((await articles(sandbox, body.access_token)).status).toBe(401);
  });
});
