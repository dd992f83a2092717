import { createSandbox, type Sandbox, type SandboxOptions, stoppedClock } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';
import { sourceToken } from './support/requests.ts';

interface Entry {
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly relationships: Readonly<Record<string, { readonly data: Identifier | readonly Identifier[] | null }>>;
  readonly links: Readonly<Record<string, { readonly href: string }>>;
}
interface Identifier {
  readonly type: string;
  readonly id: string;
}
interface Document<T> {
  readonly data: T;
  readonly included?: readonly Entry[];
  readonly meta?: { readonly count?: number; readonly omitted?: { readonly links: object } };
  readonly links: Readonly<Record<string, { readonly href: string } | undefined>>;
  readonly errors?: readonly { readonly status: string; readonly detail: string; readonly source?: object }[];
}

interface Site {
  readonly sandbox: Sandbox;
  list(path: string, query?: string): Promise<Document<readonly Entry[]>>;
  one(path: string): Promise<Document<Entry>>;
  titles(query: string): Promise<readonly unknown[]>;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
}

async function openSite(options: SandboxOptions['source'] = {}, scope = 'content:administer'): Promise<Site> {
  const sandbox = createSandbox({ clock: stoppedClock(), source: options });
  const { siteUrl } = sandbox.clients.source;
  const { body: token } = await sourceToken(sandbox, { grant_type: 'client_credentials', scope });
  const send: Site['send'] = (method, path, body, headers = {}) =>
    sandbox.fetch(path.startsWith('http') ? path : siteUrl + path, {
      method,
      headers: { authorization: `Bearer ${token.access_token}`, ...(body === undefined ? {} : JSON_API), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const list: Site['list'] = async (path, query = '') =>
    (await (await send('GET', `${path}${query === '' ? '' : `?${query}`}`)).json()) as Document<readonly Entry[]>; // a list
  return {
    sandbox,
    list,
    one: async (path) => (await (await send('GET', path)).json()) as Document<Entry>, // an entry
    titles: async (query) => (await list('/api/node/article', query)).data.map(({ attributes }) => attributes.title),
    send,
  };
}

const JSON_API = { 'content-type': 'application/vnd.api+json' };
const ARTICLES = '/api/node/article';
const ids = (entry: Entry, field: string): readonly string[] =>
  [entry.relationships[field]?.data ?? []].flat().map((identifier) => (identifier as Identifier).id); // one or a list

describe('the content of Source', () => {
  it('is the same for the same seed', async () => {
    const read = async (seed: number): Promise<string> => {
      const sandbox = createSandbox({ seed });
      return (
        await sandbox.fetch(`${sandbox.clients.source.siteUrl}${ARTICLES}?page[limit]=5&include=tags,uid`)
      ).text();
    };

    expect(await read(7)).toBe(await read(7));
    expect(await read(7)).not.toBe(await read(8));
  });

  it('is indexed by type', async () => {
    const { one, list } = await openSite();
    const { links } = await one('/api');

    for (const type of [
      'node--article',
      'node--page',
      'taxonomy_term--tags',
      'media--image',
      'file--file',
      'user--user',
    ]) {
      const { data } = await list(links[type]?.href ?? '');
      expect(data[0]).toMatchObject({ type, id: expect.stringMatching(/^[\da-f-]{36}$/) });
    }
  });

  it('includes what is asked for, each entry once, several steps deep', async () => {
    const { list } = await openSite();
    const { data, included = [] } = await list(ARTICLES, 'page[limit]=10&include=tags,media.field_media_image,uid');

    const known = new Set(included.map(({ id }) => id));
    expect(known.size).toBe(included.length);
    expect(new Set(included.map(({ type }) => type))).toEqual(
      new Set(['taxonomy_term--tags', 'media--image', 'file--file', 'user--user']),
    );
    for (const entry of data) for (const id of ids(entry, 'tags')) expect(known).toContain(id);
  });

  it('leaves out included entries that the caller may not see, and says so', async () => {
    const { sandbox, list, send } = await openSite();
    const [article] = (await list(ARTICLES, 'page[limit]=1')).data;
    const [tag = ''] = article ? ids(article, 'tags') : [];
    await send('PATCH', `/api/taxonomy_term/tags/${tag}`, {
      data: { type: 'taxonomy_term--tags', id: tag, attributes: { status: false } },
    });

    const anonymous = (await (
      await sandbox.fetch(`${sandbox.clients.source.siteUrl}${ARTICLES}/${article?.id}?include=tags`)
    ).json()) as Document<Entry>; // an entry

    expect(ids(anonymous.data, 'tags')).toContain(tag);
    expect(anonymous.included?.map(({ id }) => id)).not.toContain(tag);
    expect(Object.keys(anonymous.meta?.omitted?.links ?? {})).toHaveLength(1);
  });

  it('has only the fields that are asked for', async () => {
    const { list } = await openSite();
    const query = 'include=uid&fields[node--article]=title,uid&fields[user--user]=display_name&page[limit]=1';
    const { data, included = [] } = await list(ARTICLES, query);

    expect(Object.keys(data[0]?.attributes ?? {})).toEqual(['title']);
    expect(Object.keys(data[0]?.relationships ?? {})).toEqual(['uid']);
    expect(Object.keys(included[0]?.attributes ?? {})).toEqual(['display_name']);
  });

  it('leads from an entry to its related entries', async () => {
    const { list, one } = await openSite();
    const [article] = (await list(ARTICLES, 'page[limit]=1')).data;
    const path = `${ARTICLES}/${article?.id}`;

    expect((await list(`${path}/tags`)).data.map(({ id }) => id)).toEqual(article && ids(article, 'tags'));
    expect((await one(`${path}/uid`)).data).toMatchObject({ type: 'user--user' });
    expect((await one(`${path}/relationships/uid`)).data).toMatchObject({
      type: 'user--user',
      id: article && ids(article, 'uid')[0],
    });
    expect((await list(`${path}/tags`, 'filter[name]=nothing')).data).toEqual([]);
  });

  it('says what each path shows, in three languages', async () => {
    const { sandbox, send, list } = await openSite();
    const router = async (path: string, prefix = ''): Promise<unknown> =>
      (await send('GET', `${prefix}/router/translate-path?path=${encodeURIComponent(path)}`)).json();
    const [page] = (await list('/api/node/page', 'filter[title]=About')).data;

    expect(await router('/about')).toMatchObject({
      entity: { uuid: page?.id, bundle: 'page' },
      jsonapi: { resourceName: 'node--page' },
    });
    const { siteUrl } = sandbox.clients.source;
    expect(await router('/about', '/de')).toMatchObject({
      resolved: `${siteUrl}/de/about`,
      entity: { canonical: `${siteUrl}/de/about`, path: '/about' },
    });
    expect(await router('/node/1')).toMatchObject({ label: 'Article 1' });
    expect(await router('/node/1x')).toMatchObject({ message: expect.stringContaining('Unable to resolve path') });
    expect(await router('/nothing')).toMatchObject({ message: expect.stringContaining('Unable to resolve path') });
    expect(await router('/about', '/de')).toMatchObject({ entity: { langcode: 'de' } });
    const german = await list(`/de${ARTICLES}`, 'page[limit]=1');
    expect(german.data[0]?.attributes).toMatchObject({ langcode: 'de', title: 'Article 1 (de)' });
    const english = await list(`/en${ARTICLES}`, 'page[limit]=1');
    expect(english.data[0]?.attributes).toMatchObject({ langcode: 'en', title: 'Article 1' });
    const tags = async (prefix: string): Promise<unknown> =>
      (await list(`${prefix}/api/taxonomy_term/tags`)).data.map(({ attributes }) => attributes);
    expect(await tags('/de')).toEqual(await tags('')); // only nodes are translated
    expect((await send('GET', `/xx${ARTICLES}`)).status).toBe(404);
  });

  it('has a menu, and files at its URLs', async () => {
    const { sandbox, list, send } = await openSite();
    const menu = await list('/api/menu_items/main');
    expect(menu.data.map(({ attributes }) => attributes.title)).toEqual(['About', 'Contact', 'Imprint', 'Privacy']);
    expect((await send('GET', '/api/menu_items/none')).status).toBe(404);

    const files = (await list('/api/file/file', 'page[limit]=3')).data;
    expect(new Set(files.map(({ attributes }) => attributes.filesize)).size).toBe(3);
    for (const { attributes, links } of files) {
      const { url } = Object(attributes.uri) as { readonly url: string }; // as Drupal has it
      const response = await sandbox.fetch(sandbox.clients.source.siteUrl + url);
      expect(response.headers.get('content-length')).toBe(String(attributes.filesize));
      expect((await response.bytes()).length).toBe(attributes.filesize);
      const thumbnail = await sandbox.fetch(links.thumbnail?.href ?? '');
      expect(thumbnail.headers.get('content-type')).toBe('image/jpeg');
      expect((await thumbnail.bytes()).length).toBe(1_024);
    }
    expect((await send('GET', '/sites/default/files/none.jpg')).status).toBe(404);
  });
});

describe('a filter at Source', () => {
  it('compares by every operator', async () => {
    const { titles } = await openSite();
    const found = async (operator: string, ...values: readonly string[]): Promise<number> => {
      const parts = values.map(
        (value, index) =>
          `filter[t][condition][value]${values.length > 1 ? `[${index}]` : ''}=${encodeURIComponent(value)}`,
      );
      const query = [
        'filter[t][condition][path]=title',
        `filter[t][condition][operator]=${encodeURIComponent(operator)}`,
        ...parts,
      ];
      return (await titles([...query, 'page[limit]=50'].join('&'))).length;
    };

    expect(await found('=', 'Article 7')).toBe(1);
    expect(await found('=', 'ARTICLE 7')).toBe(1);
    expect(await found('<>', 'Article 7')).toBe(50);
    expect(await found('STARTS_WITH', 'Article 29')).toBe(11);
    expect(await found('ENDS_WITH', '99')).toBe(3);
    expect(await found('CONTAINS', 'cle 30')).toBe(2);
    expect(await found('IN', 'Article 1', 'Article 2', 'Nothing')).toBe(2);
    expect(await found('NOT IN', 'Article 1', 'Article 2')).toBe(50);
    expect(await found('BETWEEN', 'Article 10', 'Article 11')).toBe(12);
    expect(await found('NOT BETWEEN', 'Article 10', 'Article 11')).toBe(50);
    expect(await found('>', 'Article 98')).toBe(1);
    expect(await found('IS NULL')).toBe(0);
    expect(await found('IS NOT NULL')).toBe(50);
    const isNull = (path: string): string =>
      `filter[t][condition][path]=${path}&filter[t][condition][operator]=IS%20NULL`;
    expect(await titles(isNull('body.nothing'))).toHaveLength(50);
    expect(await titles(isNull('body.value'))).toEqual([]);
  });

  it('may have a short form, and may compare booleans, numbers and UNIX times', async () => {
    const { list, titles } = await openSite();
    const count = async (query: string): Promise<number | undefined> => (await list(ARTICLES, query)).meta?.count;

    expect(await count('filter[status]=1')).toBe(180);
    expect(await count('filter[status]=0')).toBe(120);
    expect(await count('filter[status][value]=0')).toBe(120);
    expect(await count('filter[status]=true')).toBe(0); // a text, which equals no number
    expect(await titles('filter[drupal_internal__nid]=42')).toEqual(['Article 42']);
    expect(await count('filter[drupal_internal__nid][operator]=%3C%3D&filter[drupal_internal__nid][value]=9')).toBe(9);
    expect(await count('filter[created][operator]=%3E%3D&filter[created][value]=1700000600')).toBe(290);
    expect(await titles('filter[path.alias]=%2Farticles%2F5')).toEqual(['Article 5']);
  });

  it('joins conditions by groups within groups', async () => {
    const { titles } = await openSite();
    const query = [
      'filter[either][group][conjunction]=OR',
      'filter[both][group][conjunction]=AND',
      'filter[both][group][memberOf]=either',
      'filter[a][condition][path]=title',
      'filter[a][condition][value]=Article 3',
      'filter[a][condition][memberOf]=either',
      'filter[b][condition][path]=drupal_internal__nid',
      'filter[b][condition][operator]=>',
      'filter[b][condition][value]=7',
      'filter[b][condition][memberOf]=both',
      'filter[c][condition][path]=drupal_internal__nid',
      'filter[c][condition][operator]=<',
      'filter[c][condition][value]=10',
      'filter[c][condition][memberOf]=both',
    ].map(encodeURI);

    expect(await titles(query.join('&'))).toEqual(['Article 3', 'Article 8', 'Article 9']);
  });

  it('never puts a short form into a group', async () => {
    const { list } = await openSite();
    const count = async (...forms: readonly string[]): Promise<number | undefined> =>
      (await list(ARTICLES, ['filter[any][group][conjunction]=OR', ...forms].join('&'))).meta?.count;
    const long = (path: string, value: string): string =>
      ['path', 'value', 'memberOf']
        .map((name, index) => `filter[${path}][condition][${name}]=${[path, value, 'any'][index]}`)
        .join('&');
    const short = (path: string, value: string): string =>
      `filter[${path}][value]=${value}&filter[${path}][memberOf]=any`;

    expect(await count(long('title', 'Article%201'), long('drupal_internal__nid', '2'))).toBe(2);
    expect(await count(short('title', 'Article%201'), short('drupal_internal__nid', '2'))).toBe(0);
  });

  it('follows relationships', async () => {
    const { list } = await openSite();
    const [tag] = (await list('/api/taxonomy_term/tags', 'page[limit]=1')).data;

    const byId = await list(ARTICLES, `filter[tags.id]=${tag?.id}`);
    const byName = await list(ARTICLES, `filter[tags.name]=${tag?.attributes.name}`);

    expect(byId.meta?.count).toBeGreaterThan(5);
    expect(byName.meta?.count).toBe(byId.meta?.count);
    for (const entry of byId.data) expect(ids(entry, 'tags')).toContain(tag?.id);
    const byNumber = `filter[tags.meta.drupal_internal__target_id]=${tag?.attributes.drupal_internal__tid}`;
    expect((await list(ARTICLES, byNumber)).meta?.count).toBe(byId.meta?.count);
  });

  it('counts all entries, but shows only those that the caller may see', async () => {
    const { list } = await openSite({}, 'content:read');
    const { data, meta } = await list(
      ARTICLES,
      'filter[drupal_internal__nid][operator]=BETWEEN&filter[drupal_internal__nid][value][]=95&filter[drupal_internal__nid][value][]=110',
    );

    expect([data.length, meta?.count, Object.keys(meta?.omitted?.links ?? {}).length]).toEqual([6, 16, 10]);
  });

  it('is refused with 400 if it names something unknown', async () => {
    const { list } = await openSite();
    for (const query of [
      'filter[colour]=red',
      'filter[uid.colour]=red',
      'filter[a][condition][path]=title&filter[a][condition][operator]=LIKE&filter[a][condition][value]=x',
      'filter[a][condition][path]=title',
      'filter[a][condition][path]=title&filter[a][condition][operator]=contains&filter[a][condition][value]=x',
      'filter[a][condition][path]=title&filter[a][condition][operator]=IS%20NULL&filter[a][condition][value]=1',
      'filter[title][condition][value]=x',
      'filter[title][operator]=IS%20NULL',
      'filter[a][condition][path]=title&filter[a][condition][value]=x&filter[a][condition][memberOf]=nowhere',
      'filter[g][group][conjunction]=XOR&filter[title]=x',
      'filter[a][condition][path]=title&filter[a][condition][operator]=IN&filter[a][condition][value][x][y]=1',
      'fields=title',
      'include=colour',
      'include=tags.colour',
      'sort=colour',
      'filter=x',
      'filter[constructor]=x',
      'include=toString',
      'sort=__proto__',
    ]) {
      const { errors = [] } = await list(ARTICLES, query);
      expect(errors, query).toMatchObject([{ status: '400', source: { parameter: expect.any(String) } }]);
    }
  });
});

describe('a query at Source', () => {
  it('is refused for a parameter unknown to JSON:API, unless it looks like one of an extension', async () => {
    const { list } = await openSite();
    for (const name of ['limit', 'q', '_format', 'a.b', 'filters[title]', '-a', '']) {
      const { errors = [] } = await list(ARTICLES, `${encodeURIComponent(name)}=1`);
      expect(errors, name).toMatchObject([{ status: '400', source: { parameter: name.replace('[title]', '') } }]);
    }
    expect((await list(ARTICLES, 'page[limit]=1&previewSecret=1&x-y=2&v2=3')).data).toHaveLength(1);
  });
});

describe('sorting at Source', () => {
  it('works by several fields, in both directions', async () => {
    const { list, titles } = await openSite();

    expect(await titles('sort=-created&page[limit]=2')).toEqual(['Article 300', 'Article 299']);
    const byAuthor = (await list(ARTICLES, 'sort=uid.name,-drupal_internal__nid&include=uid&page[limit]=50')).data;
    const numbers = byAuthor
      .filter((entry) => ids(entry, 'uid')[0] === (byAuthor[0] && ids(byAuthor[0], 'uid')[0]))
      .map(({ attributes }) => Number(attributes.drupal_internal__nid));
    expect(numbers.length).toBeGreaterThan(5);
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    expect(await titles('sort[x][path]=created&sort[x][direction]=DESC&page[limit]=1')).toEqual(['Article 300']);
    expect(await titles('sort=body.nothing,-created&page[limit]=1')).toEqual(['Article 300']); // none has it
    expect(await titles('sort=body.nothing&page[limit]=3')).toEqual(['Article 1', 'Article 2', 'Article 3']);
  });

  it('keeps every entry on exactly one page', async () => {
    const { list } = await openSite();
    const seen: string[] = [];
    for (let url: string | undefined = `${ARTICLES}?sort=-title&page[limit]=40`; url !== undefined; ) {
      const page: Document<readonly Entry[]> = await list(url);
      seen.push(...page.data.map(({ id }) => id));
      url = page.links.next?.href;
    }

    expect(new Set(seen).size).toBe(300);
    expect(seen).toHaveLength(300);
  });
});

describe('a write at Source', () => {
  const article = (attributes: object, more: object = {}): object => ({
    data: { type: 'node--article', attributes, ...more },
  });

  it('creates, changes and deletes an entry', async () => {
    const { list, one, send } = await openSite();

    const created = await send('POST', ARTICLES, article({ title: 'Written', body: { value: '<p>x</p>' } }));
    const { data } = (await created.json()) as Document<Entry>; // what was made
    const path = `${ARTICLES}/${data.id}`;
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toContain(path);
    expect(data.attributes).toMatchObject({
      title: 'Written',
      status: true,
      drupal_internal__nid: 301,
      body: { processed: '<p>x</p>' },
    });
    expect((await list(ARTICLES, 'filter[title]=Written')).data).toHaveLength(1);
    expect((await list(ARTICLES)).meta?.count).toBe(301);
    const another = await send('POST', ARTICLES, article({ title: 'Written too' }));
    expect((await list(ARTICLES, 'filter[title][operator]=CONTAINS&filter[title][value]=Written')).data).toHaveLength(
      2,
    );
    expect((await send('DELETE', another.headers.get('location') ?? '')).status).toBe(204);

    await send('PATCH', path, {
      data: { type: 'node--article', id: data.id, attributes: { title: 'Changed', status: false } },
    });
    expect((await one(path)).data.attributes).toMatchObject({ title: 'Changed', status: false });
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('GET', path)).status).toBe(404);
    expect((await list(ARTICLES)).meta?.count).toBe(300);
  });

  it('can also change and delete entries from the seed', async () => {
    const { list, send, titles } = await openSite();
    const { data } = await list(ARTICLES, 'page[limit]=3');
    const [first, second] = data.map(({ id }) => id);

    await send('PATCH', `${ARTICLES}/${first}`, {
      data: { type: 'node--article', id: first, attributes: { title: 'New' } },
    });
    await send('DELETE', `${ARTICLES}/${second}`);

    expect(await titles('page[limit]=3')).toEqual(['New', 'Article 3', 'Article 4']);
    expect((await list(ARTICLES)).meta?.count).toBe(299);
  });

  it('may set a field to null, with which filters and sorts can deal', async () => {
    const { list, send, titles } = await openSite();
    const [first] = (await list(ARTICLES, 'page[limit]=1')).data;

    const attributes = { body: null };
    await send('PATCH', `${ARTICLES}/${first?.id}`, { data: { type: 'node--article', id: first?.id, attributes } });

    const isNull = 'filter[t][condition][path]=body.value&filter[t][condition][operator]=IS%20NULL';
    expect(await titles(isNull)).toEqual(['Article 1']);
    expect(await titles('sort=body.value&page[limit]=1')).toEqual(['Article 1']);
    expect((await list(ARTICLES, 'sort=-body.value')).meta?.count).toBe(300);
  });

  it('accepts an id that the caller has made, that another type uses, or that was deleted', async () => {
    const { list, one, send } = await openSite();
    const { data } = await list(ARTICLES, 'page[limit]=2');
    const [first, second] = data.map(({ id }) => id);
    const page = { data: { type: 'node--page', id: first, attributes: { title: 'A page' } } };

    expect((await send('POST', '/api/node/page', page)).status).toBe(201);
    expect((await send('POST', '/api/node/page', page)).status).toBe(409);
    await send('DELETE', `${ARTICLES}/${second}`);
    expect((await send('POST', ARTICLES, article({ title: 'Again' }, { id: second }))).status).toBe(201);

    expect((await one(`${ARTICLES}/${first}`)).data.attributes.title).toBe('Article 1');
    expect((await one(`/api/node/page/${first}`)).data.attributes).toMatchObject({ title: 'A page' });
    expect((await one(`${ARTICLES}/${second}`)).data.attributes.title).toBe('Again');
    const refused = await send('POST', ARTICLES, article({ title: 'x' }, { id: 'an-article' }));
    expect(await refused.json()).toMatchObject({ errors: [{ status: '422', source: { pointer: '/data/id' } }] });
  });

  it('never gives two nodes the same number', async () => {
    const { list, send } = await openSite();

    const created = await send('POST', '/api/node/page', {
      data: { type: 'node--page', attributes: { title: 'A page' } },
    });
    const { data } = (await created.json()) as Document<Entry>; // what was made

    const query = `filter[drupal_internal__nid]=${data.attributes.drupal_internal__nid}`;
    expect((await list(ARTICLES, query)).meta?.count).toBe(0);
    expect((await list('/api/node/page', query)).meta?.count).toBe(1);
  });

  it('is seen when the same page is read again', async () => {
    const { send, titles } = await openSite();
    const latest = (): Promise<readonly unknown[]> => titles('sort=-drupal_internal__nid&page[limit]=2');
    expect(await latest()).toEqual(['Article 300', 'Article 299']);

    const { data } = (await (await send('POST', ARTICLES, article({ title: 'Written' }))).json()) as Document<Entry>; // what was made
    expect(await latest()).toEqual(['Written', 'Article 300']);
    await send('PATCH', `${ARTICLES}/${data.id}`, article({ title: 'Changed' }, { id: data.id }));
    expect(await latest()).toEqual(['Changed', 'Article 300']);
    await send('DELETE', `${ARTICLES}/${data.id}`);
    expect(await latest()).toEqual(['Article 300', 'Article 299']);
  });

  it('can set relationships, add to them, remove from them and replace them', async () => {
    const { list, one, send } = await openSite();
    const tags = (await list('/api/taxonomy_term/tags')).data.map(({ type, id }) => ({ type, id }));
    const [first, second, third] = tags;
    const created = await send(
      'POST',
      ARTICLES,
      article({ title: 'Tagged' }, { relationships: { tags: { data: [first] } } }),
    );
    const { data } = (await created.json()) as Document<Entry>; // what was made
    const path = `${ARTICLES}/${data.id}/relationships/tags`;
    const linked = async (): Promise<readonly string[]> => ids((await one(`${ARTICLES}/${data.id}`)).data, 'tags');

    expect(await linked()).toEqual([first?.id]);
    expect((await send('POST', path, { data: [second] })).status).toBe(204);
    expect(await linked()).toEqual([first?.id, second?.id]);
    await send('DELETE', path, { data: [first] });
    expect(await linked()).toEqual([second?.id]);
    await send('PATCH', path, { data: [third] });
    expect(await linked()).toEqual([third?.id]);
    await send('PATCH', path, { data: [{ ...first, meta: { weight: 1 } }] });
    expect((await one(`${ARTICLES}/${data.id}`)).data.relationships.tags?.data).toEqual([
      { ...first, meta: { weight: 1 } },
    ]);
    await send('PATCH', path.replace('tags', 'uid'), { data: null });
    expect((await one(`${ARTICLES}/${data.id}/uid`)).data).toBeNull();
  });

  it('is a conflict if it adds to or removes from a relationship to one entry', async () => {
    const { list, send } = await openSite();
    const [entry] = (await list(ARTICLES, 'page[limit]=1')).data;
    const [user] = (await list('/api/user/user', 'page[limit]=1')).data;
    const path = `${ARTICLES}/${entry?.id}/relationships/uid`;

    for (const data of [[{ type: user?.type, id: user?.id }], { type: user?.type, id: user?.id }, null]) {
      expect((await send('POST', path, { data })).status).toBe(409);
      expect((await send('DELETE', path, { data })).status).toBe(409);
    }
  });

  it('can upload a file to a field, with or without an entry', async () => {
    const { list, one, send } = await openSite();
    const headers = { 'content-type': 'application/octet-stream', 'content-disposition': 'file; filename="a%20b.png"' };
    const named = async (filename: string): Promise<unknown> => {
      const disposition = `file; filename="${Buffer.from(filename).toString('latin1')}"`;
      const answer = await send('POST', `${ARTICLES}/field_image`, '', {
        ...headers,
        'content-disposition': disposition,
      });
      return ((await answer.json()) as Document<Entry>).data.attributes?.filename; // what was made
    };
    const [entry] = (await list(ARTICLES, 'page[limit]=1')).data;

    const alone = await send('POST', `${ARTICLES}/field_image`, 'bytes', headers);
    const attached = await send('POST', `${ARTICLES}/${entry?.id}/field_image`, 'more bytes', headers);

    expect(alone.status).toBe(201);
    expect(await alone.json()).toMatchObject({
      data: { type: 'file--file', attributes: { filename: 'a%20b.png', filesize: 5, filemime: 'image/png' } },
    });
    expect([await named('Müller & Söhne €.png'), await named('../a/b.png')]).toEqual(['Müller & Söhne €.png', 'b.png']);
    expect(attached.status).toBe(200);
    expect((await one(`${ARTICLES}/${entry?.id}/field_image`)).data.attributes).toMatchObject({ filesize: 10 });
    expect((await send('POST', `${ARTICLES}/tags`, 'bytes', headers)).status).toBe(404);
    for (const disposition of ['', 'file', 'file; filename=""', `file; filename*="UTF-8''a.png"`]) {
      const unnamed = { ...headers, 'content-disposition': disposition };
      expect((await send('POST', `${ARTICLES}/field_image`, 'bytes', unnamed)).status).toBe(400);
    }
    expect(
      (await send('POST', `${ARTICLES}/field_image`, 'bytes', { ...headers, 'content-type': 'image/png' })).status,
    ).toBe(415);
  });

  it('is refused with the name of the field that is wrong', async () => {
    const { send, list } = await openSite();
    const [tag] = (await list('/api/taxonomy_term/tags')).data;
    const refused = async (body: unknown): Promise<unknown> => {
      const response = await send('POST', ARTICLES, body);
      const { errors = [] } = (await response.json()) as Document<Entry>; // what an error looks like
      return [response.status, (errors[0]?.source as { readonly pointer?: string } | undefined)?.pointer];
    };

    expect(await refused(article({}))).toEqual([422, '/data/attributes/title']);
    expect(await refused(article({ title: 'x', colour: 'red' }))).toEqual([422, '/data/attributes/colour']);
    expect(await refused(article({ title: 'x', status: 'yes' }))).toEqual([422, '/data/attributes/status']);
    expect(await refused(article({ title: 'x', created: 'yesterday' }))).toEqual([422, '/data/attributes/created']);
    expect(
      await refused(article({ title: 'x' }, { relationships: { uid: { data: { type: tag?.type, id: tag?.id } } } })),
    ).toEqual([422, '/data/relationships/uid']);
    expect(
      await refused(
        article({ title: 'x' }, { relationships: { tags: { data: [{ type: tag?.type, id: crypto.randomUUID() }] } } }),
      ),
    ).toEqual([422, '/data/relationships/tags']);
    expect(await refused({ data: { type: 'node--page', attributes: { title: 'x' } } })).toEqual([409, '/data/type']);
    expect(await refused({})).toEqual([422, '/data']);
    expect(await refused({ data: { type: 'node--article', attributes: [] } })).toEqual([422, '/data']);
    expect(await refused(article({ title: 'x' }, { id: '1' }))).toEqual([422, '/data/id']);
    expect(await refused(article({ title: 'x', drupal_internal__nid: 1 }))).toEqual([
      422,
      '/data/attributes/drupal_internal__nid',
    ]);
    const related = async (name: string, relationship: unknown): Promise<unknown> =>
      refused(article({ title: 'x' }, { relationships: { [name]: relationship } }));
    expect(await related('colour', { data: null })).toEqual([422, '/data/relationships/colour']);
    for (const wrong of [null, {}, { data: { type: tag?.type, id: tag?.id } }, { data: [{ id: tag?.id }] }]) {
      expect(await related('tags', wrong)).toEqual([422, '/data/relationships/tags']);
    }
    expect(await refused('{')).toEqual([400, undefined]);
    expect((await send('POST', ARTICLES, '{}', { 'content-type': 'application/json' })).status).toBe(415);
    expect((await send('PUT', ARTICLES, article({ title: 'x' }))).status).toBe(405);
    expect((await send('POST', '/api/node/nothing', {})).status).toBe(404);
    expect(await refused(article({ title: 'x', constructor: 'x' }))).toEqual([422, '/data/attributes/constructor']);
  });

  it('is refused if the document and the path name different entries, or if a relationship is not valid', async () => {
    const { send, list } = await openSite();
    const [one, other] = (await list(ARTICLES)).data;
    const status = async (method: string, path: string, body: unknown): Promise<number> =>
      (await send(method, `${ARTICLES}/${one?.id}${path}`, body)).status;

    expect(await status('PATCH', '', article({ title: 'x' }, { id: other?.id }))).toBe(400);
    expect(await status('PATCH', '', article({ title: '' }))).toBe(422);
    expect(await status('PATCH', '/relationships/colour', { data: null })).toBe(404);
    expect(await status('PATCH', '/relationships/tags', { data: {} })).toBe(422);
    expect(await status('PATCH', '/relationships/tags', { data: [{ type: 'taxonomy_term--tags' }] })).toBe(422);
    expect(await status('PATCH', '/relationships/tags', '[]')).toBe(400);
    expect(await status('GET', '?resourceVersion=rel:newest', undefined)).toBe(400);
    expect(await status('GET', '?resourceVersion=rel:working-copy', undefined)).toBe(200);
  });

  it('needs a token with content:administer', async () => {
    const reader = await openSite({}, 'content:read');
    const { sandbox } = reader;

    const response = await reader.send('POST', ARTICLES, article({ title: 'x' }));
    const anonymous = await sandbox.fetch(`${sandbox.clients.source.siteUrl}${ARTICLES}`, {
      method: 'POST',
      headers: JSON_API,
      body: '{}',
    });

    expect(response.status).toBe(403);
    expect(await response.text()).toContain('content:administer');
    const [first] = (await reader.list(ARTICLES, 'page[limit]=1')).data;
    for (const method of ['PATCH', 'POST', 'DELETE']) {
      const relationship = `${ARTICLES}/${first?.id}/relationships/tags`;
      expect((await reader.send(method, relationship, { data: [] })).status).toBe(403);
    }
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers.get('www-authenticate')).toContain('Bearer');
  });
});
