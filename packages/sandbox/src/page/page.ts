import type { ServiceName } from '../authority.ts';
import { type Answer, type Arrival, html, json, readForm, redirect } from '../exchange.ts';
import { icon, script, styleSheet } from './assets.gen.ts';
import { readAdvance } from './clock-form.ts';
import type { Connection } from './connection.ts';
import { pageDocument } from './document.ts';
import { streamEvents } from './events.ts';
import { clearFaults, planFault } from './fault-form.ts';
import { duration } from './format.ts';
import { isOwnHost, isOwnRequest } from './same-origin.ts';
import { type Observed, readState } from './state.ts';

/** Answers requests for the sandbox's own page, at `/` and below `/_sandbox/`; `undefined` for any other path. */
export type Page = (arrival: Arrival) => Promise<Answer> | undefined;

export interface PageOptions extends Observed {
  readonly clock: Observed['clock'] & { advance(ms: number): void };
  readonly machineClock: Observed['machineClock'] & { sleep(ms: number): Promise<void> };
  /** Called for each view, because the connection is made after the page. */
  connection(): Connection;
  isClosed(): boolean;
}

/** The outcome of a form, for the page's script or for the person. */
type Outcome = { readonly done: string } | { readonly refused: string };

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin', // with `no-referrer`, the POST of a form would have `Origin: null`
  'x-content-type-options': 'nosniff',
};

/**
 * The page for people at the sandbox's root. Its requests are not logged, and have no faults, so that faults can always
 * be switched off.
 */
export function createPage(options: PageOptions): Page {
  const { clock, machineClock, faults } = options;

  const views: Readonly<Record<string, (service: ServiceName | undefined) => Answer>> = {
    '/': (service) => ({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: pageDocument(readState(options, service), service, options.connection()),
    }),
    '/_sandbox/state.json': (service) => json(200, readState(options, service)),
    '/_sandbox/events': (service) => ({
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      body: streamEvents(options, service, machineClock.sleep, options.isClosed),
    }),
    '/_sandbox/page.js': () => asset('text/javascript', script),
    '/_sandbox/page.css': () => asset('text/css', styleSheet),
    '/_sandbox/icon.svg': () => asset('image/svg+xml', icon),
  };

  const controls: Readonly<Record<string, (form: URLSearchParams) => Outcome>> = {
    '/_sandbox/clock'(form) {
      const ms = readAdvance(form);
      if (ms === undefined) return { refused: 'amount: a time from a millisecond to ten years, please.' };
      clock.advance(ms);
      return { done: `The clock is ${duration(ms)} further on.` };
    },
    '/_sandbox/faults': (form) => planFault(form, faults),
    '/_sandbox/faults/clear': (form) => clearFaults(form, faults),
  };

  const answer = async (arrival: Arrival): Promise<Answer> => {
    if (!isOwnHost(arrival)) return html(403, 'The sandbox answers to the names of this machine only');
    const { pathname, searchParams } = arrival.url;
    const [view, control] = [views[pathname], controls[pathname]];
    if (view !== undefined && (arrival.method === 'GET' || arrival.method === 'HEAD')) {
      const { body, ...head } = view(readService(searchParams.get('service')));
      return arrival.method === 'HEAD' || body === undefined ? head : { ...head, body };
    }
    if (control !== undefined && arrival.method === 'POST') {
      if (!isOwnRequest(arrival)) return html(403, 'Only the sandbox’s own page may do this');
      const form = await readForm(arrival);
      if (form === undefined) return html(415, 'A form is expected: application/x-www-form-urlencoded');
      return tell(control(form), arrival);
    }
    const known = view ?? control;
    if (known === undefined) return html(404, 'There is nothing at this path');
    return html(405, 'This method is not allowed here', '', { allow: view === undefined ? 'POST' : 'GET, HEAD' });
  };

  return (arrival) => {
    const { pathname } = arrival.url;
    if (pathname !== '/' && !pathname.startsWith('/_sandbox/')) return undefined;
    return answer(arrival).then((given) => ({ ...given, headers: { ...HEADERS, ...given.headers } }));
  };
}

const asset = (type: string, body: string): Answer => ({
  status: 200,
  headers: { 'content-type': `${type}; charset=utf-8` },
  body,
});

function readService(name: string | null): ServiceName | undefined {
  return name === 'cloud' || name === 'source' || name === 'dam' ? name : undefined;
}

/** Answers the script with JSON. A form that was sent without the script leads back to the page. */
function tell(outcome: Outcome, arrival: Arrival): Answer {
  const refused = 'refused' in outcome;
  if (arrival.header('accept')?.includes('text/html') !== true) return json(refused ? 400 : 200, outcome);
  return refused ? html(400, outcome.refused) : redirect('/', 303);
}
