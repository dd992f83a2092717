/**
 * Compares with the platform's check of a MAC, whose time does not depend on where they differ. The key of the MAC is
 * the secret itself, so the MAC tells nothing to anybody who does not know the secret.
 *
 * @param secret It must not be empty.
 */
export async function isSameSecret(given: string, secret: string): Promise<boolean> {
  const bytes = new TextEncoder().encode(secret);
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
  const mac = await crypto.subtle.sign('HMAC', key, bytes);
  return crypto.subtle.verify('HMAC', key, mac, new TextEncoder().encode(given));
}
