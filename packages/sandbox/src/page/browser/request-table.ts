import type { LogEntry } from '../../log.ts';
import { htmlOf } from '../markup.ts';
import { requestRow, requestRowId } from '../request-rows.ts';
import { REQUESTS_SHOWN } from '../state.ts';
import { byId, replaceElement, toElement } from './elements.ts';

/** At most this many new rows light up at once: more would flicker. */
const ROWS_LIT = 10;

const rows = (): HTMLElement => byId('request-rows');

export function showRequests(entries: readonly Readonly<LogEntry>[]): void {
  rows().innerHTML = entries.map((entry) => htmlOf(requestRow(entry))).join('');
}

/** @param entries The new and the changed ones, newest first. */
export function updateRequests(entries: readonly Readonly<LogEntry>[]): void {
  const table = rows();
  for (const entry of entries.toReversed()) {
    const row = toElement(requestRow(entry));
    const old = document.getElementById(requestRowId(entry.number));
    if (old !== null) {
      replaceElement(old, row);
      continue;
    }
    if (entries.length <= ROWS_LIT) row.classList.add('new');
    table.insertBefore(row, firstOlder(table, entry.number));
  }
  while (table.childElementCount > REQUESTS_SHOWN) table.lastElementChild?.remove();
}

function firstOlder(table: Element, number: number): Element | null {
  let row = table.firstElementChild;
  while (row !== null && Number(row.id.slice('request-'.length)) > number) row = row.nextElementSibling;
  return row;
}
