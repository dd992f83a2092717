import { createSandbox, type Sandbox, type SandboxOptions } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';
import { articles, get, sourceSignIn, sourceToken } from './support/requests.ts';

interface Page {
  readonly data: readonly { readonly id: string; readonly attributes: { readonly status: boolean } }[];
  readonly meta: {
    readonly count: number;
    readonly omitted?: { readonly detail: string; readonly links: Readonly<Record<string, { href: string }>> };
  };
  readonly links: Readonly<Record<string, { readonly href: string }>>;
}

const page = async (response: Promise<Response>): Promise<Page> => (await (await response).json()) as Page; // what a list answers

async function pages(sandbox: Sandbox, start: string, token?: string): Promise<Page[]> {
  const all: Page[] = [];
  for (let url: string | undefined = start; url !== undefined; url = all.at(-1)?.links.next?.href) {
    all.push(await page(get(sandbox, url, token)));
  }
  return all;
}

const listUrl = (sandbox: Sandbox, query = ''): string => `${sandbox.clients.source.siteUrl}/api/node/article${query}`;

describe('a list of Source', () => {
  it('may have empty pages before the next one, and counts all its entries', async () => {
    const sandbox = createSandbox();

    const all = await pages(sandbox, listUrl(sandbox));

    expect(all.map(({ data }) => data.length)).toEqual([50, 50, 0, 0, 30, 50]);
    expect(all.map(({ links }) => links.next !== undefined)).toEqual([true, true, true, true, true, false]);
    expect(new Set(all.map(({ meta }) => meta.count))).toEqual(new Set([300]));
  });

  it('links to the pages around it, and includes nothing that was not asked for', async () => {
    const sandbox = createSandbox();
    const url = listUrl(sandbox, '?page[offset]=70&page[limit]=20&sort=title');

    const document = await page(get(sandbox, url));

    const offsets = Object.entries(document.links).map(([name, { href }]) => {
      const { searchParams } = new URL(href);
      expect([searchParams.get('page[limit]'), searchParams.get('sort')]).toEqual(['20', 'title']);
      return [name, searchParams.get('page[offset]')];
    });
    expect(Object.fromEntries(offsets)).toEqual({ self: '70', first: '0', prev: '50', next: '90' });
    expect(document).not.toHaveProperty('included');
  });

  it('says with 200 what was left out', async () => {
    const sandbox = createSandbox();

    const { data, meta } = await page(get(sandbox, listUrl(sandbox, '?page[limit]=2&page[offset]=99')));

    expect(data).toHaveLength(1);
    expect(meta.omitted?.detail).toContain('omitted');
    const [omitted] = Object.values(meta.omitted?.links ?? {});
    expect((await get(sandbox, omitted?.href ?? '')).status).toBe(403);
  });

  it('shows everything to a token with content:administer, and to no other', async () => {
    const sandbox = createSandbox();
    const administrator = await sourceToken(sandbox, { grant_type: 'client_credentials', scope: 'content:administer' });
    const reader = await sourceSignIn(sandbox, 'content:read');

    const seen = async (token: string): Promise<number> =>
      (await pages(sandbox, listUrl(sandbox), token)).reduce((sum, { data }) => sum + data.length, 0);

    expect(await seen(administrator.body.access_token)).toBe(300);
    expect(await seen(reader.body.access_token)).toBe(180);
  });

  it('gives at most 50 entries a page, and refuses a page that is not a number', async () => {
    const sandbox = createSandbox();

    expect((await page(get(sandbox, listUrl(sandbox, '?page[limit]=500')))).data).toHaveLength(50);
    for (const query of ['page[limit]=many', 'page=2']) {
      const refused = await get(sandbox, listUrl(sandbox, `?${query}`));
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({ errors: [{ status: '400', source: { parameter: 'page' } }] });
    }
  });
});

describe('an entry of Source', () => {
  it('can be read by id, and is answered 404 if it does not exist', async () => {
    const sandbox = createSandbox();
    const [first] = (await page(articles(sandbox))).data;

    const one = await get(sandbox, listUrl(sandbox, `/${first?.id}`));

    expect(one.headers.get('content-type')).toBe('application/vnd.api+json');
    expect(await one.json()).toMatchObject({ data: { type: 'node--article', id: first?.id } });
    expect((await get(sandbox, listUrl(sandbox, `/${crypto.randomUUID()}`))).status).toBe(404);
  });

  it('needs a token if public access is off', async () => {
    const sandbox = createSandbox({ source: { publicAccess: false } });
    const { body } = await sourceToken(sandbox, { grant_type: 'client_credentials' });

    expect((await articles(sandbox)).status).toBe(401);
    expect((await articles(sandbox, body.access_token)).status).toBe(200);
    const person = (await sourceSignIn(sandbox)).body; // the pages where people sign in are there for everybody
    expect((await articles(sandbox, person.access_token)).status).toBe(200);
  });

  it.each([
    [404, 'Not Found'],
    [429, 'Too Many Requests'],
    [504, 'Gateway Timeout'],
  ])('is answered with a fault of status %i as an error of JSON:API', async (status, title) => {
    const sandbox = createSandbox();
    sandbox.faults.next('source.api', { kind: 'status', status });

    const response = await articles(sandbox);

    expect(response.headers.get('content-type')).toBe('application/vnd.api+json');
    expect(await response.json()).toMatchObject({ errors: [{ status: String(status), title }] });
  });
});

describe('a read-only site', () => {
  const write = async (options: SandboxOptions, method: string): Promise<Response> => {
    const sandbox = createSandbox(options);
    const { body } = await sourceToken(sandbox, { grant_type: 'client_credentials' });
    return sandbox.fetch(listUrl(sandbox, method === 'POST' ? '' : '/1'), {
      method,
      headers: { authorization: `Bearer ${body.access_token}`, 'content-type': 'application/vnd.api+json' },
      body: '{}',
    });
  };

  it('answers every write with 405 and says who can change that', async () => {
    for (const method of ['POST', 'PATCH', 'DELETE']) {
      const response = await write({ source: { readOnly: true } }, method);

      expect(response.status).toBe(405);
      expect(await response.json()).toMatchObject({
        errors: [{ status: '405', detail: expect.stringContaining('administrator') }],
      });
    }
  });

  it('can still be read, and signed in to', async () => {
    const sandbox = createSandbox({ source: { readOnly: true } });
    const { body } = await sourceSignIn(sandbox);

    expect((await articles(sandbox, body.access_token)).status).toBe(200);
  });
});
