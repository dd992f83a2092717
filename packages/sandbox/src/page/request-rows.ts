import type { LogEntry } from '../log.ts';
import { isoTime, shortTime, timeOfDay } from './format.ts';
import { type Markup, markup } from './markup.ts';

export const requestRowId = (number: number): string => `request-${number}`;

/** One line of the table of requests. */
export function requestRow(entry: Readonly<LogEntry>): Markup {
  const [service] = entry.operation.split('.');
  return markup`<tr id="${requestRowId(entry.number)}">
<td class="number">${entry.number}</td>
<td><time datetime="${isoTime(entry.at)}">${timeOfDay(entry.at)}</time></td>
<td class="method">${entry.method}</td>
<th scope="row" class="path" title="${entry.url}">${entry.url}</th>
<td class="service-${service}" title="${entry.route}">${entry.operation}</td>
<td class="${statusClass(entry)}">${entry.status ?? (entry.tookMs === undefined ? 'running' : 'no answer')}</td>
<td class="number">${entry.tookMs === undefined ? '' : shortTime(entry.tookMs)}</td>
<td class="details">${details(entry)}</td>
</tr>`;
}

function statusClass({ status, tookMs }: Readonly<LogEntry>): string {
  if (status === undefined) return tookMs === undefined ? 'running' : 'bad';
  return status < 400 ? 'good' : 'bad';
}

function details(entry: Readonly<LogEntry>): readonly Markup[] {
  const parts: Markup[] = [];
  for (const fault of entry.faults ?? []) parts.push(markup`<span class="fault">fault: ${fault}</span> `);
  if (entry.error !== undefined) parts.push(markup`<span class="error">${entry.error}</span> `);
  if (entry.grant !== undefined) parts.push(markup`<span>${entry.grant}</span> `);
  if (entry.authorization !== undefined) {
    const generation = entry.tokenGeneration === undefined ? '' : ` generation ${entry.tokenGeneration}`;
    const family = entry.authorization.slice(0, 8);
    parts.push(markup`<a href="#family-${entry.authorization}">${family}${generation}</a>`);
  } else if (entry.credentials !== undefined) {
    parts.push(markup`<span>${entry.credentials}</span>`);
  }
  return parts;
}
