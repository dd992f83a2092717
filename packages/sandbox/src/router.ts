import type { Token } from './authority.ts';
import type { Answer, Arrival } from './exchange.ts';
import type { LogEntry, Operation } from './log.ts';

/** What a route's handler is given. */
export interface Context {
  readonly arrival: Arrival;
  readonly query: URLSearchParams;
  /** The decoded value of a `{name}` in the route's path. */
  parameter(name: string): string;
  /** The access token that was sent and accepted; `undefined` for open routes and anonymous requests. */
  readonly token: Token | undefined;
  /** The request's entry in the log, to which a handler adds the grant and the authorisation. */
  readonly entry: LogEntry;
}

export interface Route {
  readonly method: string;
  /** Below the service's prefix. `{name}` matches a segment or a part of one, `{name+}` at the end several. */
  readonly path: string;
  /** The path in the log and in faults, as the API's document writes it. Default: `path`. */
  readonly template?: string;
  /** Default: `<service>.api`. */
  readonly operation?: Operation;
  /** Needs no access token, and ignores one that is sent. */
  readonly open?: true;
  handle(context: Context): Answer | Promise<Answer>;
}

export interface Match {
  readonly route: Route;
  parameter(name: string): string;
}

export interface Router {
  /** The route; `'method'` if the path has routes for other methods only; `undefined` for an unknown path. */
  match(method: string, path: string): Match | 'method' | undefined;
}

interface Compiled {
  readonly route: Route;
  readonly pattern: RegExp;
}

/** If several routes match, one without parameters wins; otherwise the first one does. */
export function createRouter(routes: readonly Route[]): Router {
  const literal = new Map<string, Map<string, Route>>();
  const bySegments = new Map<number, Compiled[]>();
  const deep: Compiled[] = [];

  for (const route of routes) {
    if (!route.path.includes('{')) {
      const methods = literal.get(route.path) ?? new Map<string, Route>();
      if (!methods.has(route.method)) methods.set(route.method, route);
      literal.set(route.path, methods);
      continue;
    }
    const compiled = { route, pattern: compile(route.path) };
    if (route.path.endsWith('+}')) {
      deep.push(compiled);
      continue;
    }
    const size = route.path.split('/').length;
    const group = bySegments.get(size);
    if (group === undefined) bySegments.set(size, [compiled]);
    else group.push(compiled);
  }

  return {
    match(method, path) {
      const methods = literal.get(path);
      const found = methods?.get(method) ?? (method === 'HEAD' ? methods?.get('GET') : undefined);
      if (found !== undefined) return { route: found, parameter: noParameter };

      let known = methods !== undefined;
      for (const { route, pattern } of [...(bySegments.get(path.split('/').length) ?? []), ...deep]) {
        const groups = pattern.exec(path)?.groups;
        if (groups === undefined) continue;
        if (route.method === method || (method === 'HEAD' && route.method === 'GET')) {
          return { route, parameter: (name) => decode(groups[name] ?? noParameter(name)) };
        }
        known = true;
      }
      return known ? 'method' : undefined;
    },
  };
}

function noParameter(name: string): never {
  throw new Error(`This route has no {${name}} in its path.`);
}

function compile(path: string): RegExp {
  const source = path
    .split(/(\{\w+\+?\})/)
    .map((part) => {
      const [, name, several] = /^\{(\w+)(\+?)\}$/.exec(part) ?? [];
      if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      return several === '+' ? `(?<${name}>.+)` : `(?<${name}>[^/]+?)`;
    })
    .join('');
  return new RegExp(`^${source}$`);
}

/** The decoded text; the text itself if it is not well encoded. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // it has a percent sign that begins no escape
  }
}
