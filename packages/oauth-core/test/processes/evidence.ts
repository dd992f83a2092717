import type { Authorization, Faults } from '@acme/sandbox';
import { type ReportedCall, type Stage, shortestGenerationMs } from './stage.ts';

export const isAnswered = (call: ReportedCall): boolean => 'status' in call && call.status === 200;

export const isLost = (call: ReportedCall): boolean =>
  'code' in call && call.code === 'reauthorization_required' && call.reason === 'answer_lost';

/** The process that waits for the answer to a token request. */
export const busyHolder = ({ holders, tokenRequests }: Stage): string | undefined =>
  tokenRequests.findLast(({ entry, holder }) => entry.tookMs === undefined && holders.includes(holder))?.holder;

/** Plans a fault for the token request that comes next, and not for the repeat of one that is under way. */
export async function planFault(stage: Stage, fault: Faults): Promise<void> {
  await stage.until(() => busyHolder(stage) === undefined);
  stage.sandbox.faults.next('dam.token', fault);
}

/** Kills the process that asks next. */
export async function killVictim(stage: Stage): Promise<string> {
  await stage.until(() => busyHolder(stage) !== undefined);
  const holder = busyHolder(stage) ?? '';
  stage.kill(holder);
  return holder;
}

/** The authorisation has ended, and a process was told. */
export const isOver = ({ authorizations, calls, holders }: Stage): boolean =>
  authorizations.at(-1)?.alive === false &&
  holders.some((holder) => {
    const last = calls.findLast((call) => call.holder === holder);
    return last !== undefined && isLost(last);
  });

/** Has the person consent as often as needed, until each process has got an answer. */
export async function recover(stage: Stage): Promise<void> {
  let isRecovered = false;
  const recovered = stage.untilEach(isAnswered).finally(() => {
    isRecovered = true;
  });
  recovered.catch(() => {}); // reported below, or by what failed before
  while (!isRecovered) {
    await stage.until(() => isRecovered || isOver(stage));
    if (!isRecovered) await stage.consent();
  }
  await recovered;
}

/**
 * The authorisations whose loss R1 does not explain: the answer with the last token set has arrived, or they ended in
 * another way than by a second use.
 */
export function unexplainedLosses(stage: Stage): Authorization[] {
  const lost = stage.authorizations.filter(({ alive }) => !alive);
  return lost.filter((authorization) => {
    const { id, generation, why } = authorization;
    const last = stage.tokenRequests.find(
      ({ entry }) => entry.authorization === id && entry.tokenGeneration === generation,
    );
    const wasAnswerLost =
      last !== undefined && (stage.killed.includes(last.holder) || last.entry.faults?.some((kind) => loses.has(kind)));
    return why !== 'refresh_token_reused' || !wasAnswerLost || stage.wasUsed(authorization, generation);
  });
}

const loses: ReadonlySet<string> = new Set(['drop-answer-after-processing', 'html', 'cut-off-body']);

/** Milliseconds between two renewals, of which the second came before its token was inside the margin. */
export async function untimelyRenewals(stage: Stage): Promise<number[]> {
  const { history } = await stage.tokens.describe();
  const gaps = history.slice(1).map(({ at }, index) => at - (history[index]?.at ?? 0));
  const differenceOfClocks = 20;
  return gaps.filter((gap) => gap < shortestGenerationMs - differenceOfClocks);
}
