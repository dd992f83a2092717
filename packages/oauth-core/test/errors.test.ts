import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import {
  CallbackError,
  ConfigurationError,
  OAuthError,
  OrganizationScopeRequiredError,
  ReauthorizationRequiredError,
  TokenRequestError,
  TokenStoreError,
  TokenTimeoutError,
} from '../src/index.ts';

const examples = {
  TokenRequestError: [new TokenRequestError('m', { status: 400 }), TokenRequestError],
  ReauthorizationRequiredError: [new ReauthorizationRequiredError('m', 'key', 'expired'), ReauthorizationRequiredError],
  OrganizationScopeRequiredError: [new OrganizationScopeRequiredError('m', 'uuid'), OrganizationScopeRequiredError],
  CallbackError: [new CallbackError('m', 'state'), CallbackError],
  TokenStoreError: [new TokenStoreError('m'), TokenStoreError],
  ConfigurationError: [new ConfigurationError('m', 'store'), ConfigurationError],
  TokenTimeoutError: [new TokenTimeoutError('m', 1_000), TokenTimeoutError],
} as const;

describe.each(Object.entries(examples))('%s', (name, [error, Class]) => {
  it('is known by its class, its name, and as an OAuthError', () => {
    expect(Class.is(error)).toBe(true);
    expect(OAuthError.is(error)).toBe(true);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe(name);
    expect(String(error)).toBe(`${name}: m`);
  });

  it('is known to another copy of the package', async () => {
    vi.resetModules();
    const copy = await import('../src/errors.ts');

    expect(error).not.toBeInstanceOf(copy[name as keyof typeof examples]); // the names above
    expect(copy[name as keyof typeof examples].is(error)).toBe(true);
  });

  it('is not taken for one of the others', () => {
    const others = Object.values(examples).filter(([, Other]) => Other !== Class);

    expect(others.filter(([, Other]) => Other.is(error))).toEqual([]);
  });
});

it.each([undefined, null, 'token_request_failed', 7, {}, new Error('m'), { code: 'token_request_failed' }])(
  'no guard takes %s for an error of this package',
  (value) => {
    expect(OAuthError.is(value)).toBe(false);
    expect(TokenRequestError.is(value)).toBe(false);
  },
);

it('the compiler knows when a switch over the code is complete', () => {
  const remedyOf = (error: OAuthError): string => {
    switch (error.code) {
      case 'token_request_failed':
        return `${error.status} ${error.error}`;
      case 'reauthorization_required':
        return `${error.key}: ${error.reason}`;
      case 'organization_scope_required':
        return `${error.organization}`;
      case 'callback_failed':
        return error.reason;
      case 'token_store_failed':
      case 'store_entry_unreadable':
        return `${error.unconfirmed}`;
      case 'configuration_invalid':
        return error.option;
      case 'token_timeout':
        return `${error.retryAfterMs}`;
      default:
        expectTypeOf(error).toBeNever();
        return error;
    }
  };

  expect(Object.values(examples).map(([error]) => remedyOf(error))).toEqual([
    '400 undefined',
    'key: expired',
    'uuid',
    'state',
    'undefined',
    'store',
    '1000',
  ]);
});
