// Loaded by the first call of its kind: most pages only read entries.
import { InvalidAnswerError, type RequestLine } from '@acme/http';
import { hrefOf, type JsonApiDocument, primaryData, readDocument, type WireLink } from './document.ts';
import type { Site } from './entries.ts';
import type { SendOptions } from './entry-options.ts';
import { SourceApiError } from './source-error.ts';

/** What a path of the site shows. */
export interface ResolvedPath {
  /** `node--article`, where the site serves it by JSON:API. */
  readonly type?: string;
  readonly id: string;
  /** The path as the site would write it. */
  readonly path?: string;
  readonly langcode?: string;
  /** Where the path leads to, if it redirects. */
  readonly redirect?: { readonly to: string; readonly status: number };
  /** The answer as it came. */
  readonly document: unknown;
}

/** An item of a menu, with those below it. */
export interface MenuItem {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly enabled: boolean;
  readonly expanded: boolean;
  readonly weight: number;
  readonly children: readonly MenuItem[];
}

/** What a site has besides its entries. */
export interface SiteCalls {
  /** Where each resource type is. */
  index(options?: SendOptions): Promise<Readonly<Record<string, string>>>;
  /**
   * What a path shows; `undefined` where the site has nothing there.
   *
   * @throws {SourceApiError} where the site lacks the decoupled router.
   */
  resolvePath(path: string, options?: SendOptions): Promise<ResolvedPath | undefined>;
  /**
   * A menu as a tree.
   *
   * @throws {SourceApiError} where the site lacks the menu module, or has no such menu.
   */
  menu(name: string, options?: SendOptions): Promise<readonly MenuItem[]>;
}

export function createSiteCalls({ http, paths, defaults }: Site): SiteCalls {
  const ask = async (url: string, options: SendOptions): Promise<unknown> => http.call('GET', url, options);

  return {
    async index(options = {}) {
      const answer = await ask(paths.api(options.locale ?? defaults.locale), options);
      const links = Object(Object(answer).links) as Record<string, WireLink>; // `hrefOf` looks at each
      return Object.fromEntries(
        Object.entries(links).flatMap(([name, link]) => {
          const href = hrefOf(link);
          return href === undefined || !name.includes('--') ? [] : [[name, href]];
        }),
      );
    },
    async resolvePath(path, options = {}) {
      const language = paths.language(options.locale ?? defaults.locale);
      const url = `${language}/router/translate-path?path=${encodeURIComponent(path)}`;
      try {
        return readResolvedPath(await ask(url, options), { method: 'GET', url });
      } catch (error) {
        if (!SourceApiError.is(error) || error.status !== 404) throw error;
        const { message } = Object(error.body) as { message?: unknown }; // looked at here
        if (typeof message === 'string' && /resolve path|no route/i.test(message)) return undefined;
        throw withoutModule(error, 'resolvePath', 'the module Decoupled Router');
      }
    },
    async menu(name, options = {}) {
      const url = `${paths.api(options.locale ?? defaults.locale)}/menu_items/${encodeURIComponent(name)}`;
      try {
        return readMenu(readDocument(await ask(url, options), { method: 'GET', url }));
      } catch (error) {
        if (!SourceApiError.is(error) || error.status !== 404) throw error;
        throw withoutModule(error, 'menu', 'a menu of this name, and the module JSON:API Menu Items');
      }
    },
  };
}

function readResolvedPath(answer: unknown, request: RequestLine): ResolvedPath {
  const { entity, jsonapi, redirect, resolved } = Object(answer) as Record<string, unknown>; // every member is looked at
  const { uuid, langcode, path: canonical } = Object(entity) as Record<string, unknown>;
  const { resourceName } = Object(jsonapi) as Record<string, unknown>;
  const [first] = Array.isArray(redirect) ? redirect : [];
  const { to, status } = Object(first) as Record<string, unknown>;
  if (typeof uuid !== 'string') throw new InvalidAnswerError(request, 'the answer names no entity');
  const own = typeof canonical === 'string' ? canonical : typeof resolved === 'string' ? pathOf(resolved) : undefined;
  return {
    id: uuid,
    ...(typeof resourceName === 'string' && { type: resourceName }),
    ...(own !== undefined && { path: own }),
    ...(typeof langcode === 'string' && { langcode }),
    ...(typeof to === 'string' && { redirect: { to, status: Number(status) || 301 } }),
    document: answer,
  };
}

const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : url);

function readMenu(document: JsonApiDocument): MenuItem[] {
  const items = primaryData(document).map(({ id, attributes = {} }) => ({
    id,
    parent: String(attributes.parent ?? ''),
    title: String(attributes.title ?? ''),
    url: String(attributes.url ?? ''),
    enabled: attributes.enabled !== false,
    expanded: attributes.expanded === true,
    weight: Number(attributes.weight ?? 0),
  }));
  const known = new Set(items.map(({ id }) => id));
  const below = (parent: string | undefined, above: readonly string[]): MenuItem[] =>
    items
      .filter(
        (item) => (parent === undefined ? !known.has(item.parent) : item.parent === parent) && !above.includes(item.id),
      )
      .sort((one, other) => one.weight - other.weight)
      .map(({ parent: _, ...item }) => ({ ...item, children: below(item.id, [...above, item.id]) }));
  return below(undefined, []);
}

const withoutModule = (error: SourceApiError, call: string, what: string): SourceApiError =>
  new SourceApiError(error, error.errors, `${call} needs ${what}: ask the site's administrator.`);
