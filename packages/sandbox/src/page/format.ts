const PLURAL_UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** `2030-01-01T00:00:00.000Z`; empty for a time that no date can have. */
export function isoTime(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

/** `00:00:00.000`, UTC. */
export const timeOfDay = (at: number): string => isoTime(at).slice(-13, -1);

/** `2030-01-01 00:00:00`, UTC. */
export const dateAndTime = (at: number): string => isoTime(at).replace('T', ' ').slice(0, -5);

/** The two largest units: `4 minutes 32 seconds`, `182 days`. */
export function duration(ms: number): string {
  let left = Math.round(ms / 1000) * 1000;
  const parts: string[] = [];
  for (const [unit, size] of PLURAL_UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count.toLocaleString('en')} ${unit}${count === 1 ? '' : 's'}`);
    else if (parts.length > 0) break; // after 3 days, 5 seconds do not matter
  }
  return parts.slice(0, 2).join(' ') || '0 seconds';
}

/** How long a request took: `0.4 ms`, `12 ms`, `2.5 s`. */
export function shortTime(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toLocaleString('en', { maximumFractionDigits: 1 })} s`;
  return `${ms.toLocaleString('en', { maximumFractionDigits: ms < 10 ? 1 : 0 })} ms`;
}
