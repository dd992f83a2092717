import { createSandbox } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';
import { CALLBACK, sourceAuthorizeUrl } from './support/requests.ts';

const callback = async (url: Promise<string>): Promise<Record<string, string>> =>
  Object.fromEntries(new URL(await url).searchParams);

describe('the consent page of Source', () => {
  it('sends a person who consents back with a code and the state', async () => {
    const sandbox = createSandbox();

    expect(await callback(sandbox.authorize(sourceAuthorizeUrl(sandbox)))).toEqual({
      code: expect.any(String),
      state: 'a-state',
    });
  });

  it('sends a person who denies back with access_denied', async () => {
    const sandbox = createSandbox();

    expect(await callback(sandbox.authorize(sourceAuthorizeUrl(sandbox), { deny: true }))).toMatchObject({
      error: 'access_denied',
      state: 'a-state',
    });
  });

  it('remembers who has consented', async () => {
    const sandbox = createSandbox();
    await sandbox.authorize(sourceAuthorizeUrl(sandbox), { user: 'ada & co' });

    expect(sandbox.authorizations.at(-1)).toMatchObject({ user: 'ada & co', alive: true });
  });

  it('names the issuer in the callback if it is told to', async () => {
    const sandbox = createSandbox({ source: { issuerInCallback: true } });

    expect((await callback(sandbox.authorize(sourceAuthorizeUrl(sandbox)))).iss).toBe(sandbox.clients.source.siteUrl);
  });

  it('sends an unknown scope back with a hint', async () => {
    const sandbox = createSandbox();

    expect(await callback(sandbox.authorize(sourceAuthorizeUrl(sandbox, { scope: 'content:write' })))).toMatchObject({
      error: 'invalid_scope',
      hint: 'Check the `content:write` scope',
    });
  });

  it('needs a challenge by S256 from a public client', async () => {
    const sandbox = createSandbox();
    const { clientId } = sandbox.clients.sourcePublic;

    for (const challenge of [{}, { code_challenge: 'plain', code_challenge_method: 'plain' }]) {
      const url = sourceAuthorizeUrl(sandbox, { client_id: clientId, ...challenge });
      expect((await callback(sandbox.authorize(url))).error).toBe('invalid_request');
    }
  });

  it('answers an unregistered redirect URI with an error page, without a redirect', async () => {
    const sandbox = createSandbox({ source: { redirectUris: [CALLBACK] } });
    const url = sourceAuthorizeUrl(sandbox, { redirect_uri: 'https://evil.example/callback' });

    expect((await sandbox.fetch(url, { redirect: 'manual' })).status).toBe(401);
    await expect(sandbox.authorize(url)).rejects.toThrow('the page answered 401');
    expect(await callback(sandbox.authorize(sourceAuthorizeUrl(sandbox)))).toHaveProperty('code');
  });

  it('redirects nobody for an unknown client, or from a form without a decision', async () => {
    const sandbox = createSandbox();
    const unknown = await sandbox.fetch(sourceAuthorizeUrl(sandbox, { client_id: 'x' }), { redirect: 'manual' });
    const undecided = await sandbox.fetch(sourceAuthorizeUrl(sandbox), {
      method: 'POST',
      body: new URLSearchParams({ decision: 'perhaps' }),
      headers: { cookie: 'sandbox_user=ada' },
      redirect: 'manual',
    });

    expect([unknown.status, unknown.headers.get('location')]).toEqual([401, null]);
    expect([undecided.status, undecided.headers.get('location')]).toEqual([400, null]);
  });

  it('asks a person to sign in before it accepts the consent', async () => {
    const sandbox = createSandbox();
    const yes = { method: 'POST', body: new URLSearchParams({ decision: 'allow' }), redirect: 'manual' as const };

    const response = await sandbox.fetch(sourceAuthorizeUrl(sandbox), yes);

    expect(response.headers.get('location')).toMatch(/^\/source\/user\/login\?/);
    expect(sandbox.authorizations.filter(({ service }) => service === 'source')).toEqual([]);
  });

  it('sends a person back with an error if the request is not for a code', async () => {
    const sandbox = createSandbox();

    expect(await callback(sandbox.authorize(sourceAuthorizeUrl(sandbox, { response_type: 'token' })))).toMatchObject({
      error: 'unsupported_response_type',
      state: 'a-state',
    });
  });

  it('gives a callback on the same host, but does not open it', async () => {
    const sandbox = createSandbox();
    const redirectUri = `${sandbox.origin}/callback`;

    const url = await sandbox.authorize(sourceAuthorizeUrl(sandbox, { redirect_uri: redirectUri }));

    expect(url).toMatch(/^http:\/\/127\.0\.0\.1\/callback\?code=/);
    expect(sandbox.count('page')).toBe(0);
  });

  it('says what is wrong with a URL that is not its own', async () => {
    await expect(createSandbox().authorize('https://site.example/oauth/authorize')).rejects.toThrow(
      'https://site.example is not this sandbox',
    );
    await expect(createSandbox().authorize('/source/oauth/authorize')).rejects.toThrow('is not an absolute URL');
    const sandbox = createSandbox();
    await expect(sandbox.authorize(sandbox.origin)).rejects.toThrow('answered 200 (Sandbox), and asked nothing.');
  });

  it('asks a person to sign in first, by forms that a browser can send', async () => {
    const sandbox = createSandbox();
    const url = sourceAuthorizeUrl(sandbox);

    const sentToLogin = await sandbox.fetch(url, { redirect: 'manual' });
    const loginUrl = new URL(sentToLogin.headers.get('location') ?? '', url);
    const loginPage = await (await sandbox.fetch(loginUrl)).text();
    const signedIn = await sandbox.fetch(loginUrl, {
      method: 'POST',
      body: new URLSearchParams({ user: 'ada', password: 'x' }),
      redirect: 'manual',
    });
    const cookie = signedIn.headers.get('set-cookie') ?? '';
    const consentPage = await (await sandbox.fetch(url, { headers: { cookie } })).text();

    expect(loginPage).toContain('<form method="post">');
    expect(cookie).toMatch(/^sandbox_user=ada; Path=\/source; HttpOnly; SameSite=Lax$/);
    expect([signedIn.status, new URL(signedIn.headers.get('location') ?? '', url).href]).toEqual([303, url]);
    expect(consentPage).toContain('You are signed in as ada');
    expect(consentPage).toContain('<button name="decision" value="allow">');
  });

  it('needs a name for signing in', async () => {
    const sandbox = createSandbox();
    const login = `${sandbox.clients.source.siteUrl}/user/login`;

    for (const body of [new URLSearchParams({ user: '' }), new URLSearchParams(), '{"user":"ada"}']) {
      const response = await sandbox.fetch(login, { method: 'POST', body });
      expect([response.status, response.headers.get('set-cookie')]).toEqual([400, null]);
    }
  });

  it('is in the metadata of the site, as is its token endpoint', async () => {
    const sandbox = createSandbox();
    const { siteUrl } = sandbox.clients.source;

    const response = await sandbox.fetch(`${siteUrl}/.well-known/oauth-authorization-server`);

    expect(await response.json()).toEqual({
      issuer: siteUrl,
      authorization_endpoint: sourceAuthorizeUrl(sandbox).split('?')[0],
      token_endpoint: `${siteUrl}/oauth/token`,
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'none'],
      code_challenge_methods_supported: ['S256'],
    });
  });

  it('never leads from the login page to another site', async () => {
    const sandbox = createSandbox();
    const { siteUrl } = sandbox.clients.source;

    for (const destination of ['https://evil.example/', '//evil.example/', '/dam/x', ':x', '/source/../dam/x', '']) {
      const response = await sandbox.fetch(`${siteUrl}/user/login?${new URLSearchParams({ destination })}`, {
        method: 'POST',
        body: new URLSearchParams({ user: 'ada' }),
        redirect: 'manual',
      });
      expect(response.headers.get('location')).toBe('/source');
    }
  });

  it("writes the user's name into the page as text", async () => {
    const sandbox = createSandbox();

    const page = await (
      await sandbox.fetch(sourceAuthorizeUrl(sandbox), {
        headers: { cookie: 'theme=dark; sandbox_user=%3Cscript%3E%26lt;' },
      })
    ).text();

    expect(page).not.toContain('<script>');
    expect(page).toContain('&lt;script&gt;&amp;lt');
  });
});
