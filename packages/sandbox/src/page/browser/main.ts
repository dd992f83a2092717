import { dateAndTime, duration, isoTime } from '../format.ts';
import { plannedFaults } from '../planned-faults.ts';
import type { PageChanges, PageState } from '../state.ts';
import { byId, replaceContent } from './elements.ts';
import { showFamilies, showTimeLeft, updateFamilies } from './family-list.ts';
import { copyByButton, sendFormsHere, showParametersOfKind } from './forms.ts';
import { showRequests, updateRequests } from './request-table.ts';

let events: EventSource | undefined;

/** Follows the sandbox. Each connection begins with the whole state, so nothing is missed between two of them. */
function connect(): void {
  events?.close();
  const source = new EventSource(`/_sandbox/events${location.search}`);
  source.addEventListener('open', () => showConnection('Live', true));
  source.addEventListener('error', () => showConnection('Not connected, trying again', false));
  source.addEventListener('state', ({ data }: MessageEvent<string>) => {
    const state = JSON.parse(data) as PageState; // this page's own sandbox wrote it
    showRequests(state.requests);
    showFamilies(state.authorizations);
    showRest(state);
  });
  source.addEventListener('changes', ({ data }: MessageEvent<string>) => {
    const changes = JSON.parse(data) as PageChanges; // this page's own sandbox wrote it
    if (changes.requests !== undefined) updateRequests(changes.requests);
    if (changes.authorizations !== undefined) updateFamilies(changes.authorizations, changes.now);
    showRest(changes);
  });
  events = source;
}

function showRest({ now, aheadMs, requestCount, authorizationCount, faults }: PageChanges): void {
  const time = byId('now');
  time.textContent = dateAndTime(now);
  time.setAttribute('datetime', isoTime(now));
  byId('ahead').textContent =
    Math.abs(aheadMs) < 2000
      ? ''
      : `${duration(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine`;
  if (requestCount !== undefined) byId('request-count').textContent = requestCount.toLocaleString('en');
  if (authorizationCount !== undefined) {
    byId('authorization-count').textContent = authorizationCount.toLocaleString('en');
  }
  if (faults !== undefined) replaceContent(byId('planned-faults'), plannedFaults(faults));
  showTimeLeft(now);
}

function showConnection(text: string, isLive: boolean): void {
  const element = byId('connection');
  element.textContent = text;
  element.classList.toggle('live', isLive);
}

function pauseByButton(): void {
  const button = byId('pause');
  button.hidden = false;
  button.addEventListener('click', () => {
    const pause = events !== undefined;
    button.setAttribute('aria-pressed', String(pause));
    if (!pause) return connect();
    events?.close();
    events = undefined;
    showConnection('Paused', false);
  });
}

/** Without this script, the links of the services open other pages. With it, they change what this page follows. */
function filterByLinks(): void {
  const links = [...byId('services').querySelectorAll('a')];
  for (const link of links) {
    link.addEventListener('click', (event) => {
      const newTab = event.metaKey || event.ctrlKey || event.shiftKey;
      if (newTab || events === undefined) return; // while the page is paused, the link opens its own page
      event.preventDefault();
      for (const other of links) other.removeAttribute('aria-current');
      link.setAttribute('aria-current', 'page');
      history.replaceState(null, '', link.href);
      connect();
    });
  }
}

byId('happenings').hidden = false;
sendFormsHere();
showParametersOfKind();
copyByButton();
pauseByButton();
filterByLinks();
connect();
