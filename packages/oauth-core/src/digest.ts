/** SHA-256 of a text, as bytes. */
export async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

/** SHA-256 of a text, in hex: names a secret without telling it. */
export async function hashOf(text: string): Promise<string> {
  return Array.from(await sha256(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The first 8 hex digits of the hash: enough to tell tokens apart in a log. Empty if there is no token. */
export async function fingerprintOf(token: string | undefined): Promise<string> {
  return token === undefined ? '' : (await hashOf(token)).slice(0, 8);
}

/** Base64 in the alphabet of URLs, without padding (RFC 4648 section 5). */
export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
