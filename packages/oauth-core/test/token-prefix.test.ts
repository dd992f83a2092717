import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTokens, parseToken, redact } from '../src/token-prefix.ts';

const hash = '0123456789abcdef0123456789abcdef';
/** The longest label of a host name. */
const label = 'a'.repeat(63);
const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyIn0.c2lnbmF0dXJl-_w';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];
const accounts = fc.string({ unit: fc.constantFrom(...letters, '-'), minLength: 1, maxLength: 63 });
const randomParts = fc.string({ unit: fc.constantFrom(...letters), minLength: 16, maxLength: 40 });
const damTokens = fc
  .tuple(fc.constantFrom('wat', 'wrt', 'wac'), accounts, randomParts)
  .map(([prefix, account, secret]) => ({ token: `${prefix}_${account}_${secret}`, secret }));
const olderTokens = fc
  .tuple(accounts, fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 }))
  .map(([account, secret]) => ({ token: `${account}/${secret}`, secret }));
const jwts = fc.tuple(fc.jsonValue(), randomParts).map(([sub, secret]) => ({
  token: `eyJhbGciOiJFUzI1NiJ9.${Buffer.from(JSON.stringify({ sub })).toString('base64url')}.${secret}`,
  secret,
}));
const tokens = fc.oneof(damTokens, olderTokens, jwts);
/** Text made of the pieces that tokens are made of: meets the patterns' corners sooner than plain random text. */
const hostileTexts = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'wat_',
        'wrt_',
        'wac_',
        'eyJ',
        'Bearer ',
        'bearer+',
        '%20',
        '%2F',
        '\\/',
        '/',
        '_',
        '-',
        '.',
        '~',
        '=',
        ' ',
      ),
      fc.constantFrom('realm=', hash, jwt, '\\n', '\\u003d', 'acme', '"', '\n', '[masked]'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 30 },
  )
  .map((pieces) => pieces.join(''));

describe('parseToken', () => {
  it.each([
    ['wat_widen_x1', { kind: 'access', prefix: 'wat', account: 'widen', secret: 'x1' }],
    ['wrt_widen_x1', { kind: 'refresh', prefix: 'wrt', account: 'widen', secret: 'x1' }],
    ['wac_widen_x1', { kind: 'code', prefix: 'wac', account: 'widen', secret: 'x1' }],
    ['wat_My-Site2_aB3', { kind: 'access', prefix: 'wat', account: 'My-Site2', secret: 'aB3' }],
    ['wat_2-acme_a_b-c.d~e', { kind: 'access', prefix: 'wat', account: '2-acme', secret: 'a_b-c.d~e' }],
    [`My-Site2/${hash}`, { kind: 'access', account: 'My-Site2', secret: hash }],
    [`${label}/${hash}`, { kind: 'access', account: label, secret: hash }],
  ])('takes %s apart', (token, parts) => {
    expect(parseToken(token)).toEqual(parts);
  });

  it.each([
    '',
    'wat',
    'wat_widen',
    'wat_widen_',
    'wat__x1',
    'wax_widen_x1',
    'WAT_widen_x1',
    ' wat_widen_x1',
    'wat_widen_x1\n',
    'wat_widen_x1.',
    'wat_wi den_x1',
    'wat_wi/den_x1',
    'Bearer wat_widen_x1',
    jwt,
    'text/html',
    `/${hash}`,
    `https://widen/${hash}`,
    `a${label}/${hash}`,
    `widen/${hash.slice(1)}`,
    hash,
  ])('gives undefined for %j', (text) => {
    expect(parseToken(text)).toBeUndefined();
  });

  it('gives parts that make up the whole token again', () => {
    fc.assert(
      fc.property(fc.oneof(damTokens, olderTokens), ({ token }) => {
        const parts = parseToken(token);
        const again = parts?.prefix
          ? `${parts.prefix}_${parts.account}_${parts.secret}`
          : `${parts?.account}/${parts?.secret}`;
        expect(again).toBe(token);
      }),
    );
  });
});

describe('findTokens', () => {
  it('tells the place of every token in a log line, in order', () => {
    const text = `GET /?code=wac_a_x1&access_token=wat_acme2_x1 with Authorization: Bearer ${jwt}, was my-site/${hash}, wrt_b_x1`;

    const found = findTokens(text);

    expect(found.map(({ kind, account, start, end }) => [kind, account, text.slice(start, end)])).toEqual([
      ['code', 'a', 'wac_a_x1'],
      ['access', 'acme2', 'wat_acme2_x1'],
      ['jwt', undefined, jwt],
      ['access', 'my-site', `my-site/${hash}`],
      ['refresh', 'b', 'wrt_b_x1'],
    ]);
  });

  it('returns no secret, so that its result can be printed', () => {
    expect(JSON.stringify(findTokens('Bearer wat_acme_s3cr3t and Bearer 0paque'))).not.toMatch(/s3cr3t|0paque/);
  });

  it.each([
    ['a query', 'https://acme.example/x?access_token=wat_acme_x1&limit=1', 'wat_acme_x1'],
    ['a query inside a query', 'returnTo=%2Fx%3Faccess_token%3Dwat_acme_x1%26limit%3D1', 'wat_acme_x1'],
    ['a path', 'https://acme.example/tokens/wrt_acme_x1/uses', 'wrt_acme_x1'],
    ['a fragment', 'https://acme.example/#access_token=wat_acme_x1', 'wat_acme_x1'],
    ['JSON', '{"access_token":"wat_acme_x1"}', 'wat_acme_x1'],
    ['JSON inside JSON', String.raw`{"body":"{\"access_token\":\"wat_acme_x1\"}"}`, 'wat_acme_x1'],
    ['an escaped line', String.raw`{"log":"tokens:\nwat_acme_x1\n"}`, 'wat_acme_x1'],
    ['a unicode escape', String.raw`"a\u003dwat_acme_x1"`, 'wat_acme_x1'],
    ['a sentence', 'The token was wat_acme_x1.', 'wat_acme_x1'],
    ['a name', 'DAM_TOKEN_wat_acme_x1', 'wat_acme_x1'],
    ['the older form in a query', `?access_token=acme%2F${hash}&x`, `acme%2F${hash}`],
    ['the older form in a query inside a query', `token%3Dacme%2F${hash}`, `acme%2F${hash}`],
    ['the older form behind a percent sign', `100%zeta/${hash}`, `zeta/${hash}`],
    ['the older form in JSON of PHP', `{"token":"acme\\/${hash}"}`, `acme\\/${hash}`],
    [
      'the older form of the longest account, in a query inside a query',
      `x%3D${label}%2F${hash}`,
      `${label}%2F${hash}`,
    ],
    ['a JWT in a query', `?id_token=${jwt}&x`, jwt],
    ['a JWT at the end of a sentence', `It was ${jwt}.`, jwt],
    [
      'an encrypted JWT without a key part',
      'x eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn y',
      'eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn',
    ],
    ['a header', 'authorization: bearer abc/+123==\r\nhost: x', 'abc/+123=='],
    ['a header in a form', 'authorization=Bearer+abc123&x', 'abc123'],
    ['an escaped header', 'Bearer%20abc123%0A', 'abc123'],
    ['an escaped header with escapes in it', 'Bearer%20abc%2F%2b123%3D%3D%0A', 'abc%2F%2b123%3D%3D'],
    ['a header in JSON of PHP', '{"authorization":"Bearer abc\\/+123=="}', 'abc\\/+123=='],
  ])('finds a token in %s', (_where, text, token) => {
    expect(findTokens(text).map(({ start, end }) => text.slice(start, end))).toEqual([token]);
  });

  it.each([
    ['a word', 'the swat_team_one is here'],
    ['parameters of a challenge', 'WWW-Authenticate: Bearer realm="OAuth", error="access_denied"'],
    ['a commit in a URL', `https://github.com/acme/site/commit/${hash}`],
    ['a content type', 'application/octet-stream'],
    ['the end of a word', 'the cupbearer said yes'],
    ['calls on an object', 'keyJson.value.toString and keyJsonObject.value.toString'],
    ['a JWT header alone', 'eyJhbGciOiJSUzI1NiJ9'],
    ['a JWT without its third part', jwt.slice(0, jwt.lastIndexOf('.'))],
  ])('does not take %s for a token', (_what, text) => {
    expect(findTokens(text)).toEqual([]);
  });

  it('gives places that are in order, do not overlap, and lie inside the text', () => {
    fc.assert(
      fc.property(hostileTexts, (text) => {
        let before = 0;
        for (const { start, secretStart, end } of findTokens(text)) {
          expect(start).toBeGreaterThanOrEqual(before);
          expect(secretStart).toBeGreaterThanOrEqual(start);
          expect(end).toBeGreaterThan(secretStart);
          before = end;
        }
        expect(before).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 2_000 },
    );
  });

  // A quadratic pattern needs over ten seconds for these. Only CPU time counts: a busy machine is no failure.
  const units = [
    ...[
      'wat_',
      '-wat_a',
      'wat_a_',
      'wat_a-',
      'wat_a_.',
      'wat_a_~',
      'a',
      '-',
      'a-',
      '/',
      'a/',
      `a/${hash}`,
      'a%2F',
      '%2F',
    ],
    ...[
      'eyJ',
      '-eyJaaaaaaa',
      '.eyJaaaaaaa',
      'eyJaaaaaaa.',
      '.',
      '~',
      'Bearer',
      'Bearer ',
      'Bearer+',
      'Bearer%20',
      ' ',
      '+',
    ],
    ...['%20', 'Bearer realm=', '=', '\\n', '%41', '\\u0041', '"'],
  ];
  it.each(units)('reads 300,000 characters of %j in linear time', (unit) => {
    for (const start of ['', 'wat_a_', 'a/', 'eyJaaaaaaa', 'Bearer ']) {
      const text = start + unit.repeat(300_000 / unit.length);
      const begun = process.cpuUsage();
      findTokens(text);
      expect(process.cpuUsage(begun).user / 1_000).toBeLessThan(2_000);
    }
  });
});

describe('redact', () => {
  it('keeps prefix and account, and masks the secret part', () => {
    expect(redact(`wat_My-Site2_x1, acme/${hash}; Bearer ${jwt} Bearer 0paque== end`)).toBe(
      'wat_My-Site2_[masked], acme/[masked]; Bearer [masked] Bearer [masked] end',
    );
  });

  it('leaves a text without a token as it is', () => {
    const text = 'GET https://api.example/v2/assets/search?query=ft%3A%28image%29 401 Bearer realm="OAuth"';
    expect(redact(text)).toBe(text);
  });

  it.each([
    ['as it is', 'secret=s3/cr+et=&x'],
    ['form-encoded', 'secret=s3%2Fcr%2Bet%3D&x'],
    ['form-encoded in lower case', 'secret=s3%2fcr%2bet%3d&x'],
    ['with its slashes escaped', 'secret=s3\\/cr+et=&x'],
  ])('masks a secret that is passed in, %s', (_form, text) => {
    expect(redact(text, { also: ['s3/cr+et='] })).toBe('secret=[masked]&x');
  });

  it('masks a secret with a space that is passed in, in a URL with hex digits of either case', () => {
    const text = 'a=s3%20cr%2Fet b=s3%20cr%2fet c=s3+cr%2fet';
    expect(redact(text, { also: ['s3 cr/et'] })).toBe('a=[masked] b=[masked] c=[masked]');
  });

  it('masks a secret that is passed in as JSON escapes it', () => {
    const secret = 'quote " backslash \\ line \n';
    expect(redact(JSON.stringify({ secret }), { also: [secret] })).toBe('{"secret":"[masked]"}');
  });

  it('masks all of a secret that is passed in, if it overlaps itself', () => {
    expect(redact('xabababax', { also: ['aba'] })).toBe('x[masked]x');
  });

  it('keeps prefix and account of a token that is passed in, even if it would not be found by its form', () => {
    expect(redact('xwat_acme_x1x', { also: ['wat_acme_x1'] })).toBe('xwat_acme_[masked]x');
  });

  it('ignores an empty secret', () => {
    expect(redact('nothing here', { also: [''] })).toBe('nothing here');
  });

  it('masks every token, with any text around it', () => {
    const before = fc.oneof(hostileTexts, fc.string({ unit: 'binary' }));
    const edges = fc.constantFrom(' ', '"', "'", '=', ',', '(', '\n', '%3D', '\\n', '\\u0022', ':');
    fc.assert(
      fc.property(before, edges, tokens, edges, before, (left, leftEdge, { token, secret }, rightEdge, right) => {
        expect(redact(`${left}${leftEdge}${token}${rightEdge}${right}`)).not.toContain(secret);
      }),
      { numRuns: 2_000 },
    );
  });

  it('masks every secret that is passed in, with any text around it', () => {
    const secrets = fc.string({ unit: 'binary', minLength: 12, maxLength: 40 });
    fc.assert(
      fc.property(hostileTexts, secrets, hostileTexts, (left, secret, right) => {
        const forms = [secret, JSON.stringify(secret).slice(1, -1)];
        for (const form of forms) expect(redact(`${left}${form}${right}`, { also: [secret] })).not.toContain(form);
      }),
    );
  });

  it.each([
    ['wat_acme_', 'x1'],
    [`wat_${label}_`, 'x1'],
    ['acme/', hash],
    ['acme\\/', hash],
    ['acme%2F', hash],
  ])('keeps %s when it masks a second time', (kept, secret) => {
    expect(redact(redact(`Bearer ${kept}${secret}`))).toBe(`Bearer ${kept}[masked]`);
  });

  it.each([
    ['BEARER  abc', 'BEARER  [masked]'],
    ['Bearer %20+abc', 'Bearer %20+[masked]'],
    ['%3dwat_acme_secret', '%3dwat_acme_[masked]'],
    ['\\bwat_acme_secret', '\\bwat_acme_[masked]'],
    ['\\x3dwat_acme_secret', '\\x3dwat_acme_[masked]'],
    [`acme%2f${hash}`, 'acme%2f[masked]'],
    [`${'a'.repeat(63)}/${hash}`, `${'a'.repeat(63)}/[masked]`],
    [`${'a'.repeat(64)}/${hash}`, `${'a'.repeat(64)}/${hash}`],
    [`acme/${hash.slice(1)}`, `acme/${hash.slice(1)}`],
    [`x.acme/${hash}`, `x.acme/${hash}`],
    ['eyJhbGciOi.a.b', '[masked]'],
    ['eyJhbGciO.a.b', 'eyJhbGciO.a.b'],
    ['Bearer scope="a"', 'Bearer scope="a"'],
    ['Bearer error_description="x", error_uri="y"', 'Bearer error_description="x", error_uri="y"'],
    ['Bearer error_uri="y"', 'Bearer error_uri="y"'],
    ['Bearer wat_acme_a+b', 'Bearer wat_acme_[masked]'],
  ])('turns %s into %s', (text, masked) => {
    expect(redact(text)).toBe(masked);
  });

  it('masks secrets that overlap as one', () => {
    expect(redact('x abcdef x', { also: ['abcd', 'cdef', 'bc'] })).toBe('x [masked] x');
    expect(redact('x abcdef x', { also: ['abcdef', 'bc'] })).toBe('x [masked] x');
  });

  it('changes nothing when it masks a second time', () => {
    fc.assert(
      fc.property(hostileTexts, (text) => {
        const once = redact(text);
        expect(redact(once)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });
});
