/**
 * Compares by the platform's check of a MAC, which takes the same time wherever they differ. Made with the secret itself,
 * the MAC could tell nothing to anybody who does not know it.
 *
 * @param secret Not empty.
 */
export async function isSameSecret(given: string, secret: string): Promise<boolean> {
  const bytes = new TextEncoder().encode(secret);
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
  const mac = await crypto.subtle.sign('HMAC', key, bytes);
  return crypto.subtle.verify('HMAC', key, mac, new TextEncoder().encode(given));
}
