import type { ServiceName } from './authority.ts';
import type { Clock } from './clock.ts';
import { isAccount } from './dam/account.ts';
import type { ScheduledFault } from './fault-plan.ts';
import { check, checkNames, finite, flag, milliseconds, oneOf, type Rule, wholeFrom } from './rule.ts';

/** How the services behave. */
export interface SandboxOptions {
  /** Data, ids, secrets and random faults are made from it: the same seed makes the same ones. Default: 1. */
  readonly seed?: number | undefined;
  /**
   * Life of an access token in milliseconds, 1,000 or more, at all three services or at each. Default: as at the real
   * services, 300,000 at Source and Cloud, and 28,800,000 (eight hours) at DAM.
   */
  readonly tokenLifetime?:
    | number
    | {
        readonly cloud?: number | undefined;
        readonly source?: number | undefined;
        readonly dam?: number | undefined;
      }
    | undefined;
  /** The clock that gives the time; see `stoppedClock`. Default: the platform's. */
  readonly clock?: Clock | undefined;
  /** Faults that are planned from the start. */
  readonly faults?: readonly ScheduledFault[] | undefined;
  /** How many requests `log` keeps; it may keep a quarter more. Default: 100,000. */
  readonly logLimit?: number | undefined;
  readonly cloud?: CloudOptions | undefined;
  readonly source?: SourceOptions | undefined;
  readonly dam?: DamOptions | undefined;
}

/** How Cloud behaves. */
export interface CloudOptions {
  /** The status for a token that has expired; the real service has given both. Default: 401. */
  readonly expiredTokenStatus?: 401 | 403 | undefined;
  /** How the token endpoint writes its errors. Default: `rfc6749`. */
  readonly tokenErrors?: 'rfc6749' | 'okta' | undefined;
  /** How long a task runs, in milliseconds. Default: 30,000. */
  readonly taskDuration?: number | undefined;
  /** How many applications each organisation has. Default: 25. */
  readonly applications?: number | undefined;
}

/** How the Source site behaves. */
export interface SourceOptions {
  /** Whether every write is refused with 405, as on a new site. Default: false. */
  readonly readOnly?: boolean | undefined;
  /**
   * How many articles there are. Those from 101 to 220 are not published, so whole pages of a list are empty for most
   * people. Default: 300.
   */
  readonly articles?: number | undefined;
  /** Whether everybody may read published content. Default: true. */
  readonly publicAccess?: boolean | undefined;
  /** The redirect URIs of the clients, compared exactly. Default: any absolute http(s) URI. */
  readonly redirectUris?: readonly string[] | undefined;
  /** Whether the callback has `iss` (RFC 9207). Default: false. */
  readonly issuerInCallback?: boolean | undefined;
  /** The error code for a refresh token that no longer works; sites use both. Default: `invalid_grant`. */
  readonly refusedRefreshToken?: 'invalid_grant' | 'invalid_request' | undefined;
}

/** How DAM behaves. */
export interface DamOptions {
  /** The account in the tokens. Default: `meadow`. */
  readonly account?: string | undefined;
  /** How many assets there are. They are made when they are asked for, so a million cost nothing. Default: 1,000. */
  readonly assets?: number | undefined;
  /** How long a scrolling search is remembered after its last page, in milliseconds. Default: 60,000. */
  readonly scrollLifetime?: number | undefined;
  /** Whether more than 50 requests a second, or 40 chunks at once, are answered with 429. Default: false. */
  readonly rateLimit?: boolean | undefined;
  /** The least size of every chunk except the last, in bytes. Default: 5 MiB (5,242,880). */
  readonly smallestChunk?: number | undefined;
  /** How long an uploaded file is processed, in milliseconds. Default: 5,000. */
  readonly processingDuration?: number | undefined;
}

const count = wholeFrom(0);

/** A record, so that the compiler reports an option that has no rule. */
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

const SERVICES = ['cloud', 'source', 'dam'] as const;

/** @throws {RangeError} naming the option that is wrong. */
export function checkOptions(options: SandboxOptions): void {
  checkNames('options', options, [...Object.keys(RULES), 'tokenLifetime', ...SERVICES, 'port']); // `startSandbox` reads the port
  check(options, RULES);
  checkService('cloud', options.cloud, CLOUD_RULES);
  checkService('source', options.source, SOURCE_RULES);
  checkService('dam', options.dam, DAM_RULES);
  for (const service of SERVICES) {
    check({ tokenLifetime: tokenLifetimeMs(options, service) }, { tokenLifetime: milliseconds(1_000) }); // the services count in seconds
  }
  checkNames('tokenLifetime', options.tokenLifetime, SERVICES);
}

function checkService(service: ServiceName, options: object | undefined, rules: Readonly<Record<string, Rule>>): void {
  checkNames(service, options, Object.keys(rules));
  check(options, rules, `${service}.`);
}

const DEFAULT_TOKEN_LIFETIME_MS = { cloud: 300_000, source: 300_000, dam: 8 * 3_600_000 };

/** Life of an access token at `service`, in milliseconds. */
export function tokenLifetimeMs(options: SandboxOptions, service: ServiceName): number {
  const { tokenLifetime } = options;
  const given = typeof tokenLifetime === 'object' ? tokenLifetime?.[service] : tokenLifetime;
  return given ?? DEFAULT_TOKEN_LIFETIME_MS[service];
}
