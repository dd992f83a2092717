import type { Goal, Report, Table } from './benchmark.ts';

/** A benchmark with its report, or the reason why it failed. */
export interface Outcome {
  readonly name: string;
  readonly title: string;
  readonly report?: Report;
  readonly failure?: string;
}

const [begin, end] = ['<!-- benchmarks -->', '<!-- /benchmarks -->'];

/**
 * Puts the results between the markers of a page.
 *
 * @param machine A sentence: on what machine they were measured.
 * @throws {Error} if a marker is missing.
 */
export function writeResults(page: string, machine: string, outcomes: readonly Outcome[]): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`the page has no ${begin} with ${end} after it`);
  const goals = outcomes.flatMap(({ report }) => report?.goals ?? []);
  const text = [
    machine,
    '## Goals',
    goalTable(goals),
    ...outcomes.map((outcome) => `## ${outcome.title}\n\n${section(outcome)}`),
  ].join('\n\n');
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}

/** One benchmark's part of the page. */
export function section({ name: benchmark, report, failure }: Outcome): string {
  if (report === undefined) return `Failed: ${failure}`;
  const charts = (report.charts ?? []).map(({ name, title }) => `![${title}](images/${name}.svg)`);
  return [
    `\`npm run bench -- --only ${benchmark}\`. ${report.method}`,
    ...report.tables.map(table),
    ...(report.remarks ?? []),
    ...charts,
  ].join('\n\n');
}

export function goalTable(goals: readonly Goal[]): string {
  return table({
    columns: ['what', 'goal', 'result', ''],
    rows: goals.map(({ what, goal, result, isMet }) => [what, goal, result, isMet ? 'met' : '**missed**']),
  });
}

function table({ columns, rows }: Table): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(columns), line(rule), ...rows.map(line)].join('\n');
}
