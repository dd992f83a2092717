import type { Clock } from './clock.ts';
import { isAccount } from './dam/account.ts';
import type { ScheduledFault } from './fault-plan.ts';
import { check, finite, flag, milliseconds, oneOf, type Rule, wholeFrom } from './rule.ts';

/** What the services are like. */
export interface SandboxOptions {
  /** What data, ids, secrets and random faults are made from; the same seed makes the same ones. 1 by default. */
  readonly seed?: number | undefined;
  /**
   * Life of an access token in milliseconds from 1,000 up, at all three or at each. By default each service's own: 300,000 at Source
   * and Cloud, 28,800,000 (eight hours) at DAM.
   */
  readonly tokenLifetime?:
    | number
    | {
        readonly cloud?: number | undefined;
        readonly source?: number | undefined;
        readonly dam?: number | undefined;
      }
    | undefined;
  /** What time is made from: the platform's by default; see `stoppedClock`. */
  readonly clock?: Clock | undefined;
  /** Faults that are there from the start. */
  readonly faults?: readonly ScheduledFault[] | undefined;
  /** How many requests `log` keeps at least, and a quarter more at most; 100,000 by default. */
  readonly logLimit?: number | undefined;
  readonly cloud?: CloudOptions | undefined;
  readonly source?: SourceOptions | undefined;
  readonly dam?: DamOptions | undefined;
}

/** What Cloud is like. */
export interface CloudOptions {
  /** Status for a token that has expired; the real service has answered either. 401 by default. */
  readonly expiredTokenStatus?: 401 | 403 | undefined;
  /** How the token endpoint writes its errors: `rfc6749` by default. */
  readonly tokenErrors?: 'rfc6749' | 'okta' | undefined;
  /** How long a task runs, in milliseconds; 30,000 by default. */
  readonly taskDuration?: number | undefined;
  /** Applications of each organisation; 25 by default. */
  readonly applications?: number | undefined;
}

/** What the Source site is like. */
export interface SourceOptions {
  /** Whether every write is refused with 405, as on a new site; false by default. */
  readonly readOnly?: boolean | undefined;
  /** Articles; 300 by default. The 120 after the first 100 are not published: whole pages that not everybody sees. */
  readonly articles?: number | undefined;
  /** Whether published content is there for everybody; true by default. */
  readonly publicAccess?: boolean | undefined;
  /** Redirect URIs that the clients have registered, compared exactly. Left out: any absolute http(s) URI. */
  readonly redirectUris?: readonly string[] | undefined;
  /** Whether the callback carries `iss` (RFC 9207); false by default. */
  readonly issuerInCallback?: boolean | undefined;
  /** What a dead refresh token is called; both are in use. `invalid_grant` by default. */
  readonly refusedRefreshToken?: 'invalid_grant' | 'invalid_request' | undefined;
}

/** What DAM is like. */
export interface DamOptions {
  /** The account in the tokens; `meadow` by default. */
  readonly account?: string | undefined;
  /** Assets, made when they are asked for; 1,000 by default. */
  readonly assets?: number | undefined;
  /** How long a scrolling search is remembered after its last page, in milliseconds; 60,000 by default. */
  readonly scrollLifetime?: number | undefined;
  /** Whether more than 50 requests a second, or 40 chunks at once, are answered 429; false by default. */
  readonly rateLimit?: boolean | undefined;
  /** The least size of every chunk but the last, in bytes; 5 MiB (5,242,880) by default. */
  readonly smallestChunk?: number | undefined;
  /** How long an uploaded file is processed, in milliseconds; 5,000 by default. */
  readonly processingDuration?: number | undefined;
}

const count = wholeFrom(0);

/** The compiler asks for those that are missing. */
type Rules<T> = Readonly<Record<keyof T, Rule>>;

const RULES: Rules<Omit<SandboxOptions, 'tokenLifetime' | 'cloud' | 'source' | 'dam'>> = {
  seed: finite,
  clock: {
    what: 'a clock, with now() and sleep()',
    fits: (clock) => ['now', 'sleep'].every((name) => typeof Reflect.get(Object(clock), name) === 'function'),
  },
  faults: { what: 'a list', fits: Array.isArray },
  logLimit: { what: `${count.what}, or Infinity`, fits: (limit) => limit === Infinity || count.fits(limit) },
};

const CLOUD_RULES: Rules<CloudOptions> = {
  expiredTokenStatus: oneOf(401, 403),
  tokenErrors: oneOf('rfc6749', 'okta'),
  taskDuration: milliseconds(),
  applications: count,
};

const SOURCE_RULES: Rules<SourceOptions> = {
  readOnly: flag,
  articles: count,
  publicAccess: flag,
  redirectUris: {
    what: 'a list of absolute URIs',
    fits: (uris) => Array.isArray(uris) && uris.every((uri) => typeof uri === 'string' && URL.canParse(uri)),
  },
  issuerInCallback: flag,
  refusedRefreshToken: oneOf('invalid_grant', 'invalid_request'),
};

const DAM_RULES: Rules<DamOptions> = {
  account: {
    what: 'letters, digits and hyphens between them',
    fits: (account) => typeof account === 'string' && isAccount(account),
  },
  assets: count,
  scrollLifetime: milliseconds(),
  rateLimit: flag,
  smallestChunk: count,
  processingDuration: milliseconds(),
};

/** @throws {RangeError} An option that can't be, by name. */
export function checkOptions(options: SandboxOptions): void {
  check(options, RULES);
  check(options.cloud, CLOUD_RULES, 'cloud.');
  check(options.source, SOURCE_RULES, 'source.');
  check(options.dam, DAM_RULES, 'dam.');
  for (const service of ['cloud', 'source', 'dam'] as const) {
    check({ tokenLifetime: tokenLifetimeMs(options, service) }, { tokenLifetime: milliseconds(1_000) }); // the services count in seconds
  }
}

const DEFAULT_TOKEN_LIFETIME_MS = { cloud: 300_000, source: 300_000, dam: 8 * 3_600_000 };

/** Life of an access token at `service`, in milliseconds. */
export function tokenLifetimeMs(options: SandboxOptions, service: 'cloud' | 'source' | 'dam'): number {
  const { tokenLifetime } = options;
  const given = typeof tokenLifetime === 'object' ? tokenLifetime?.[service] : tokenLifetime;
  return given ?? DEFAULT_TOKEN_LIFETIME_MS[service];
}
