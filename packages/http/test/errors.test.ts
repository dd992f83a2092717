import { inspect } from 'node:util';
import { ApiError, ConnectionError, InvalidAnswerError, RequestTimeoutError } from '@acme/http';
import { describe, expect, it, vi } from 'vitest';

const request = { method: 'GET', url: 'https://api.test/things?key=s3cret' };
const failure = { status: 404, code: 'not_found', request, headers: new Headers(), body: undefined } as const;

const examples = {
  ApiError: [new ApiError(failure), ApiError],
  ConnectionError: [new ConnectionError(request, 'maybe', 'EPIPE'), ConnectionError],
  RequestTimeoutError: [new RequestTimeoutError(request, 'timeout', 1_000, 'maybe'), RequestTimeoutError],
  InvalidAnswerError: [new InvalidAnswerError(request, 'no list'), InvalidAnswerError],
} as const;

describe.each(Object.entries(examples))('%s', (name, [error, Class]) => {
  it('is known by its class and its name, and is none of the others', () => {
    const known = Object.values(examples).filter(([, Other]) => Other.is(error));

    expect(known).toEqual([[error, Class]]);
    expect(error.name).toBe(name);
  });

  it('is not what only looks like it', () => {
    const { code } = error;
    for (const value of [
      { code, status: 404 },
      Object.assign(new Error('x'), { code, status: 404 }),
      null,
      undefined,
      7,
    ])
      expect(Class.is(value)).toBe(false);
  });

  it('is known to another copy of the package', async () => {
    vi.resetModules();
    const copy = await import('../src/errors.ts');

    expect(error).not.toBeInstanceOf(copy[name as keyof typeof examples]); // the names above
    expect(copy[name as keyof typeof examples].is(error)).toBe(true);
  });

  it('says where it happened, without the query, and prints nothing of its own making', () => {
    expect(error.message).toMatch(/^GET https:\/\/api\.test\/things: /);
    expect(inspect(error)).not.toContain('Symbol');
  });
});

describe('the message', () => {
  it('of an answer without words is the status', () => {
    expect(new ApiError(failure).message).toBe('GET https://api.test/things: answered 404 (not_found)');
  });

  it.each([
    ['It expired.', undefined, 'It expired.'],
    [undefined, 'Renew it.', 'Renew it.'],
    ['It expired. ', 'Renew it.', 'It expired. Renew it.'],
    ['It expired', 'Renew it.', 'It expired. Renew it.'],
  ])('joins the words of the service (%j) and the advice (%j) as sentences', (detail, advice, said) => {
    expect(new ApiError({ ...failure, detail }, advice).message).toBe(
      `GET https://api.test/things: answered 404 (not_found). ${said}`,
    );
  });

  it.each([
    ['GET', 'try again later'],
    ['HEAD', 'try again later'],
    ['PATCH', 'look before you repeat a write'],
    ['FORGET', 'look before you repeat a write'],
    ['HEADER', 'look before you repeat a write'],
  ])('of a broken %s says what to do', (method, advice) => {
    expect(new ConnectionError({ ...request, method }, 'maybe', 'EPIPE').message).toContain(advice);
  });

  it('of an answer that does not fit names five places at most', () => {
    const issues = ['', 'a', 'b', 'c', 'd', 'e'].map((path) => ({ path, message: 'is missing' }));

    const error = new InvalidAnswerError(request, 'no', issues);

    expect(error.message).toMatch(/: no; \(root\): is missing; a: is missing; .*d: is missing$/);
    expect(error.issues).toHaveLength(6);
  });
});
