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
  it('is recognised by its class and its name, and by no other class', () => {
    const known = Object.values(examples).filter(([, Other]) => Other.is(error));

    expect(known).toEqual([[error, Class]]);
    expect(error.name).toBe(name);
  });

  it('is not mistaken for a value that only looks like it', () => {
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

  it('is recognised by another copy of the package', async () => {
    vi.resetModules();
    const copy = await import('../src/errors.ts');

    expect(error).not.toBeInstanceOf(copy[name as keyof typeof examples]); // the names above
    expect(copy[name as keyof typeof examples].is(error)).toBe(true);
  });

  it('names the method and the URL without the query, and prints no symbol of its own', () => {
    expect(error.message).toMatch(/^GET https:\/\/api\.test\/things: /);
    expect(inspect(error)).not.toContain('Symbol');
  });
});

describe('the message of an error', () => {
  it('is the status if the answer says nothing', () => {
    expect(new ApiError(failure).message).toBe('GET https://api.test/things: answered 404 (not_found)');
  });

  it.each([
    ['It expired.', undefined, 'It expired.'],
    [undefined, 'Renew it.', 'Renew it.'],
    ['It expired. ', 'Renew it.', 'It expired. Renew it.'],
    ['It expired', 'Renew it.', 'It expired. Renew it.'],
  ])("joins the service's words (%j) and the advice (%j) as sentences", (detail, advice, said) => {
    expect(new ApiError({ ...failure, detail }, advice).message).toBe(
      `GET https://api.test/things: answered 404 (not_found). ${said}`,
    );
  });

  it('is one line, and does not command a terminal, whatever the service says; its detail stays as it is', () => {
    const detail = 'no\u001b]0;title\u0007 such\r\n\u2028\u202e\u009b31mthing';

    const error = new ApiError({ ...failure, detail });

    expect(error.message.split('. ')[1]).toBe('no ]0;title  such 31mthing');
    expect(error.detail).toBe(detail);
  });

  it.each([
    ['GET', 'try again later'],
    ['HEAD', 'try again later'],
    ['PATCH', 'look before you repeat a write'],
    ['FORGET', 'look before you repeat a write'],
    ['HEADER', 'look before you repeat a write'],
  ])('for a broken %s says what to do', (method, advice) => {
    expect(new ConnectionError({ ...request, method }, 'maybe', 'EPIPE').message).toContain(advice);
  });

  it('for an answer that does not fit names at most five places', () => {
    const issues = ['', 'a', 'b', 'c', 'd', 'e'].map((path) => ({ path, message: 'is missing' }));

    const error = new InvalidAnswerError(request, 'no', issues);

    expect(error.message).toMatch(/: no; \(root\): is missing; a: is missing; .*d: is missing$/);
    expect(error.issues).toHaveLength(6);
  });
});
