import { InvalidAnswerError, type RequestLine } from '@acme/http';
import { hrefsOf, type JsonApiDocument, primaryData, readDocument } from './document.ts';
import type { Site } from './entries.ts';
import type { SourceClient } from './source-client.ts';
import { SourceApiError } from './source-error.ts';

/** What a path of the site shows. */
export interface ResolvedPath {
  /** `node--article`, if the site serves it by JSON:API. */
  readonly type?: string;
  /** A UUID. */
  readonly id: string;
  /** The path in the site's own form. */
  readonly path?: string;
  readonly langcode?: string;
  /** Where the path leads to, if it redirects. */
  readonly redirect?: { readonly to: string; readonly status: number };
  /** The answer as it came. */
  readonly document: unknown;
}

/** An item of a menu, with the items below it. */
export interface MenuItem {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly enabled: boolean;
  readonly expanded: boolean;
  /** Items beside each other are sorted by it, the least first. */
  readonly weight: number;
  readonly children: readonly MenuItem[];
}

/** The calls for what a site has besides entries. */
export type SiteCalls = Pick<SourceClient, 'index' | 'resolvePath' | 'menu'>;

export function createSiteCalls({ http, paths }: Site): SiteCalls {
  return {
    async index(options = {}) {
      const url = paths.api(options.locale);
      const { links } = readDocument(await http.call('GET', url, options), { method: 'GET', url });
      return Object.fromEntries(hrefsOf(links).filter(([name]) => name.includes('--')));
    },
    async resolvePath(path, options = {}) {
      const url = `${paths.language(options.locale)}/router/translate-path`;
      try {
        return readResolvedPath(await http.call('GET', url, { ...options, query: { path } }), { method: 'GET', url });
      } catch (error) {
        const missing = notFound(error, 'resolvePath', 'the module Decoupled Router');
        const { message } = Object(missing.body) as { message?: unknown }; // checked in the next line
        if (typeof message === 'string' && /resolve path|no route/i.test(message)) return undefined;
        throw missing;
      }
    },
    async menu(name, options = {}) {
      const menus = `${paths.api(options.locale)}/menu_items`;
      try {
        const answer = await http.call('GET', `${menus}/{name}`, { ...options, path: { name } });
        return readMenu(readDocument(answer, { method: 'GET', url: `${menus}/${name}` }));
      } catch (error) {
        throw notFound(error, 'menu', 'a menu of this name, and the module JSON:API Menu Items');
      }
    },
  };
}

/** For a 404, the error that says what the site lacks. @throws any other error, as it is. */
function notFound(error: unknown, call: string, what: string): SourceApiError {
  if (!SourceApiError.is(error) || error.status !== 404) throw error;
  return new SourceApiError(error, error.errors, `${call} needs ${what}: ask the site's administrator.`);
}

function readResolvedPath(answer: unknown, request: RequestLine): ResolvedPath {
  const { entity, jsonapi, redirect, resolved } = Object(answer) as Record<string, unknown>; // checked below
  const { uuid, langcode, path: canonical } = Object(entity) as Record<string, unknown>;
  const { resourceName: type } = Object(jsonapi) as Record<string, unknown>;
  const [first] = Array.isArray(redirect) ? redirect : [];
  const { to, status } = Object(first) as Record<string, unknown>;
  if (typeof uuid !== 'string') throw new InvalidAnswerError(request, 'the answer names no entity');
  const path = typeof canonical === 'string' ? canonical : pathOf(resolved);
  return {
    id: uuid,
    ...(typeof type === 'string' && { type }),
    ...(typeof path === 'string' && { path }),
    ...(typeof langcode === 'string' && { langcode }),
    ...(typeof to === 'string' && { redirect: { to, status: Number(status) || 301 } }),
    document: answer,
  };
}

const pathOf = (url: unknown): unknown => (typeof url === 'string' && URL.canParse(url) ? new URL(url).pathname : url);

function readMenu(document: JsonApiDocument): MenuItem[] {
  type Node = { readonly parent: string; readonly item: MenuItem & { readonly children: MenuItem[] } };
  const nodes = new Map<string, Node>();
  for (const { id, attributes = {} } of primaryData(document)) {
    const text = (name: string): string => String(attributes[name] ?? '');
    if (nodes.has(id)) continue; // an item is in the tree only once
    nodes.set(id, {
      parent: text('parent'),
      item: {
        id,
        title: text('title'),
        url: text('url'),
        enabled: attributes.enabled !== false,
        expanded: attributes.expanded === true,
        weight: Number(attributes.weight) || 0,
        children: [],
      },
    });
  }
  const top: MenuItem[] = [];
  const sorted = [...nodes.values()].sort((one, other) => one.item.weight - other.item.weight);
  for (const { parent, item } of sorted) (nodes.get(parent)?.item.children ?? top).push(item);
  return top;
}
