import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

/** What every platform other than Node has: Workers, edge functions, browsers. */
const WEB = {
  AbortController,
  AbortSignal,
  Blob,
  DOMException,
  Event,
  EventTarget,
  FormData,
  Headers,
  MessageEvent,
  ReadableStream,
  Request,
  Response,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  atob,
  btoa,
  clearTimeout,
  crypto,
  performance,
  queueMicrotask,
  setTimeout,
};

describe('the main entry', () => {
  let code = '';
  let imports: string[] = [];

  beforeAll(async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [fileURLToPath(new URL('../src/index.ts', import.meta.url))],
      bundle: true,
      format: 'iife',
      globalName: 'entry',
      platform: 'neutral',
      external: ['node:*', 'ws'],
      supported: { 'dynamic-import': true },
      write: false,
      metafile: true,
    });
    code = outputFiles[0]?.text ?? '';
    imports = Object.values(metafile.outputs).flatMap((output) =>
      output.imports.filter(({ external }) => external).map(({ kind, path }) => `${kind} ${path}`),
    );
  });

  it('loads only node:http and ws, when startSandbox is called', () => {
    expect(imports.sort()).toEqual(['dynamic-import node:http', 'dynamic-import ws']);
  });

  it('works without Node: no process, no Buffer, no require', async () => {
    const context = createContext({ ...WEB });
    runInContext(code, context);

    const result: unknown = await runInContext(
      `(async () => {
        const sandbox = entry.createSandbox();
        const { tokenUrl, baseUrl, clientId, clientSecret, fetch } = sandbox.clients.cloud;
        const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
        const token = await (await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(form) })).json();
        const list = await fetch(baseUrl + '/applications', { headers: { authorization: 'Bearer ' + token.access_token } });
        return [typeof process, typeof Buffer, list.status, (await list.json()).total];
      })()`,
      context,
    );

    expect(result).toEqual(['undefined', 'undefined', 200, 50]);
  });

  it('can be created while a Worker loads, which has no timers, no randomness and no AbortController yet', async () => {
    const none = { AbortController: undefined, AbortSignal: undefined, setTimeout: undefined, crypto: undefined };
    const context = createContext({ ...WEB, ...none });
    runInContext(code, context);
    runInContext('globalThis.sandbox = entry.createSandbox()', context);
    Object.assign(context, WEB);

    const statuses: unknown = await runInContext(
      `(async () => {
        const { siteUrl, fetch } = sandbox.clients.sourceAnonymous;
        sandbox.faults.next('source.api', { kind: 'latency', ms: 1 });
        const { status } = await fetch(siteUrl + '/api');
        await sandbox.close();
        return [status, await fetch(siteUrl + '/api').catch((error) => error.cause.code)];
      })()`,
      context,
    );

    expect(statuses).toEqual([200, 'ECONNREFUSED']);
  });
});
