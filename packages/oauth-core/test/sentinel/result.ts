import type { Stage } from '../processes/stage.ts';

/** What a scenario came to. */
export interface Result {
  readonly scenario: string;
  readonly failovers: number;
  readonly calls: number;
  /** How many failed calls had which code. */
  readonly failed: ReadonlyMap<string, number>;
  /** How often the server saw a refresh token that had been used. */
  readonly usedTwice: number;
  /** Why, for each login that was lost. */
  readonly lost: readonly string[];
}

export function resultOf(scenario: string, failovers: number, stage: Stage): Result {
  const { authorizations, calls, failures } = stage;
  const failed = new Map<string, number>();
  for (const call of failures) {
    const code = 'code' in call ? call.code : `status ${call.status}`;
    failed.set(code, (failed.get(code) ?? 0) + 1);
  }
  const usedTwice = authorizations.reduce((sum, { reuses }) => sum + reuses, 0);
  return { scenario, failovers, calls: calls.length, failed, usedTwice, lost: lossesOf(stage) };
}

function lossesOf({ authorizations, tokenRequests }: Stage): string[] {
  const lost = authorizations.filter(({ alive }) => !alive);
  return lost.map(({ id, generation, why }) => {
    const given = tokenRequests.findLast(({ entry }) => entry.authorization === id && entry.tokenGeneration);
    const givenAt = given?.entry.at ?? 0;
    const refused = tokenRequests.find(({ entry }) => entry.error !== undefined && entry.at > givenAt);
    const seconds = Math.round(((refused?.entry.at ?? givenAt) - givenAt) / 1_000);
    return `${why}: ${given?.holder} got pair ${generation}; ${seconds} s later, ${refused?.holder} sent the token before it`;
  });
}

/** One line for each scenario, and one for each login that was lost. */
export function tableOf(results: readonly Result[]): string {
  const rows = [
    ['scenario', 'failovers', 'calls', 'used twice', 'logins lost', 'failed calls'],
    ...results.map(({ scenario, failovers, calls, usedTwice, lost, failed }) => [
      ...[scenario, failovers, calls, usedTwice, lost.length].map(String),
      [...failed].map(([code, count]) => `${count} ${code}`).join(', '),
    ]),
  ];
  const widthOf = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widthOf(column))).join('  '));
  const losses = results.flatMap(({ scenario, lost }) => lost.map((why) => `${scenario}: ${why}`));
  return [...lines.map((line) => line.trimEnd()), ...losses].join('\n');
}
