import type { Arrival } from '../exchange.ts';

/**
 * Whether the request was sent to a name of this machine. Another site can let its name lead here (DNS rebinding), and
 * its pages would then have the same origin. But `Host` still has the other site's name.
 */
export function isOwnHost(arrival: Arrival): boolean {
  const host = arrival.header('host');
  return host === undefined || isLoopback(host);
}

/**
 * Whether a request that changes something comes from the sandbox's own page, or from a program that is not a browser.
 * Such a program sends neither `Origin` nor `Sec-Fetch-Site`, but a browser always sends one of them with a POST.
 */
export function isOwnRequest(arrival: Arrival): boolean {
  const site = arrival.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin') return false;
  const origin = arrival.header('origin');
  return origin === undefined || origin === `http://${arrival.header('host') ?? arrival.url.host}`;
}

function isLoopback(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}
