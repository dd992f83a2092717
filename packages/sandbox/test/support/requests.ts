import { createHash } from 'node:crypto';
import type { Sandbox } from '@acme/sandbox';

export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly access_token: string;
    readonly refresh_token?: string;
    readonly expires_in?: number;
    readonly token_type?: string;
    readonly error?: string;
    readonly hint?: string;
    readonly [name: string]: unknown;
  };
}

const read = async (response: Response): Promise<TokenAnswer> => ({
  status: response.status,
  headers: response.headers,
  body: (await response.json()) as TokenAnswer['body'], // what a token endpoint answers
});

export const CALLBACK = 'https://app.example/callback';
export const VERIFIER = 'a-code-verifier-of-forty-three-characters-or-more';
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

export async function postForm(sandbox: Sandbox, url: string, fields: Record<string, string>): Promise<TokenAnswer> {
  return read(await sandbox.fetch(url, { method: 'POST', body: new URLSearchParams(fields) }));
}

export async function postJson(sandbox: Sandbox, url: string, body: unknown): Promise<TokenAnswer> {
  const headers = { 'content-type': 'application/json' };
  return read(await sandbox.fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }));
}

export function get(sandbox: Sandbox, url: string, token?: string): Promise<Response> {
  return sandbox.fetch(url, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
}

export function cloudToken(sandbox: Sandbox, fields: Record<string, string> = {}): Promise<TokenAnswer> {
  const { tokenUrl, clientId, clientSecret } = sandbox.clients.cloud;
  const own = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  return postForm(sandbox, tokenUrl, { ...own, ...fields });
}

export function sourceToken(sandbox: Sandbox, fields: Record<string, string>): Promise<TokenAnswer> {
  const { siteUrl, clientId, clientSecret } = sandbox.clients.source;
  return postForm(sandbox, `${siteUrl}/oauth/token`, { client_id: clientId, client_secret: clientSecret, ...fields });
}

export function sourceAuthorizeUrl(sandbox: Sandbox, fields: Record<string, string> = {}): string {
  const { siteUrl, clientId } = sandbox.clients.source;
  const own = { client_id: clientId, redirect_uri: CALLBACK, response_type: 'code', state: 'a-state' };
  return `${siteUrl}/oauth/authorize?${new URLSearchParams({ ...own, ...fields })}`;
}

/** A person signs in at Source and the code is exchanged. */
export async function sourceSignIn(sandbox: Sandbox, scope = ''): Promise<TokenAnswer> {
  const callback = new URL(await sandbox.authorize(sourceAuthorizeUrl(sandbox, scope === '' ? {} : { scope })));
  const code = callback.searchParams.get('code') ?? '';
  return sourceToken(sandbox, { grant_type: 'authorization_code', code, redirect_uri: CALLBACK });
}

export function damAuthorizeUrl(sandbox: Sandbox, client: 'dam' | 'damWithoutRefresh' = 'dam'): string {
  const { consentUrl, clientId } = sandbox.clients[client];
  return `${consentUrl}?${new URLSearchParams({ client_id: clientId, redirect_uri: CALLBACK, state: 'a-state' })}`;
}

export function damToken(
  sandbox: Sandbox,
  fields: Record<string, string>,
  client: 'dam' | 'damWithoutRefresh' = 'dam',
): Promise<TokenAnswer> {
  const { tokenUrl, clientId, clientSecret } = sandbox.clients[client];
  return postJson(sandbox, tokenUrl, { client_id: clientId, client_secret: clientSecret, ...fields });
}

/** A person allows access at DAM and the code is exchanged. */
export async function damSignIn(sandbox: Sandbox, client: 'dam' | 'damWithoutRefresh' = 'dam'): Promise<TokenAnswer> {
  const callback = new URL(await sandbox.authorize(damAuthorizeUrl(sandbox, client)));
  const code = callback.searchParams.get('code') ?? '';
  return damToken(sandbox, { grant_type: 'authorization_code', authorization_code: code }, client);
}

export const damRefresh = (sandbox: Sandbox, refreshToken = ''): Promise<TokenAnswer> =>
  damToken(sandbox, { grant_type: 'refresh_token', refresh_token: refreshToken });

export const sourceRefresh = (sandbox: Sandbox, refreshToken = ''): Promise<TokenAnswer> =>
  sourceToken(sandbox, { grant_type: 'refresh_token', refresh_token: refreshToken });

export const asset = (sandbox: Sandbox, token?: string): Promise<Response> =>
  get(sandbox, `${sandbox.clients.dam.baseUrl}/v2/assets/search?limit=1`, token);

export const articles = (sandbox: Sandbox, token?: string): Promise<Response> =>
  get(sandbox, `${sandbox.clients.source.siteUrl}/api/node/article`, token);

export const applications = (sandbox: Sandbox, token?: string, query = ''): Promise<Response> =>
  get(sandbox, `${sandbox.clients.cloud.baseUrl}/applications${query}`, token);
