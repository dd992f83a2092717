import { byId } from './elements.ts';

const BETWEEN_ANNOUNCEMENTS_MS = 2000;

let waiting: string[] = [];
let quietUntil = 0;

/** Writes what happened into the line that screen readers read out: at once, or after a pause with all the rest. */
export function announce(text: string): void {
  waiting.push(text);
  if (waiting.length > 1) return;
  setTimeout(tell, Math.max(0, quietUntil - performance.now()));
}

function tell(): void {
  const [first = '', ...others] = waiting;
  waiting = [];
  quietUntil = performance.now() + BETWEEN_ANNOUNCEMENTS_MS;
  const last = others.at(-1);
  const between = others.length > 1 ? ` ${others.length - 1} more.` : '';
  byId('status').textContent = last === undefined ? first : `${first}${between} ${last}`;
}
