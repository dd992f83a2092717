import { duration } from './format.ts';
import { type Markup, markup } from './markup.ts';

const STEPS_MS = [60_000, 300_000, 3_600_000, 8 * 3_600_000, 86_400_000, 14 * 86_400_000];
const UNITS: Readonly<Record<string, number>> = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 };
const MOST_MS = 3650 * 86_400_000;

export function clockForm(): Markup {
  return markup`<form method="post" action="/_sandbox/clock" class="live" id="clock-form">
<p class="buttons">${STEPS_MS.map((ms) => markup`<button name="by" value="${ms}" formnovalidate aria-label="Advance by ${duration(ms)}">+ ${duration(ms)}</button> `)}</p>
<p class="line"><label for="clock-amount"><span class="visually-hidden">Advance </span>by</label>
<input id="clock-amount" name="amount" type="number" min="0" step="any" value="30" required>
<select name="unit" aria-label="Unit">${Object.keys(UNITS).map((unit) => markup`<option>${unit}</option>`)}</select>
<button class="main">Advance</button></p>
</form>`;
}

/** The milliseconds that the form asks for, from 1 to ten years; `undefined` for anything else. */
export function readAdvance(form: URLSearchParams): number | undefined {
  const step = form.get('by');
  const ms = Math.round(
    step !== null ? Number(step || NaN) : Number(form.get('amount') || NaN) * (UNITS[form.get('unit') ?? ''] ?? NaN),
  );
  return ms >= 1 && ms <= MOST_MS ? ms : undefined;
}
