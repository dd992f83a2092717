import { describe, expect, it } from 'vitest';
import { secureUrl } from '../src/index.ts';

describe('secureUrl', () => {
  it.each([
    'https://service.example/token',
    'https://10.0.0.1/token',
    'http://localhost:8080/token',
    'http://site.localhost/token',
    'http://127.0.0.1/token',
    'http://127.9.9.9/token',
    'http://[::1]:3000/token',
    new URL('https://service.example/token?as=a-URL-object'),
  ])('takes %s', (url) => {
    expect(secureUrl(url, 'tokenUrl').href).toBe(String(url));
  });

  it.each([
    'http://service.example/token',
    'http://localhost.evil.example/',
    'http://127.0.0.1.evil.example/',
    'http://evil-localhost/',
    'http://10.0.0.1/',
    'http://[::2]/',
    'http://0.0.0.0/',
    'ftp://localhost/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'service.example/token',
    '/token',
    '',
  ])('refuses %j, and names the option', (url) => {
    expect(() => secureUrl(url, 'tokenUrl')).toThrow(
      expect.objectContaining({
        code: 'configuration_invalid',
        option: 'tokenUrl',
        message: expect.stringMatching(/^tokenUrl .*https/),
      }),
    );
  });

  it.each(['https://user:s3cret@service.example/', 'https://user@service.example/'])(
    'refuses the user name in %s',
    (url) => {
      expect(() => secureUrl(url, 'tokenUrl')).toThrow(/^tokenUrl must have no name and password/);
      expect(() => secureUrl(url, 'tokenUrl')).not.toThrow(/s3cret/);
    },
  );
});
