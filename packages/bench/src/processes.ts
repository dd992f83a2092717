import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Benchmark, Setting } from './benchmark.ts';
import { messageOf } from './paired.ts';
import type { Peer } from './peer.ts';
import { loadPeers, us } from './peers.ts';
import { type Service, startService } from './service.ts';
import type { Trial } from './sharing-process.ts';

interface Outcome {
  readonly families: number;
  readonly revoked: number;
  readonly tokenRequests: number;
  readonly calls: number;
  readonly answered: number;
}

const callsEach = 5;

/** What happens to an authorisation when several processes find its access token expired. */
export const processes: Benchmark = {
  title: 'Processes that share a refresh token',
  async run(setting) {
    const families = setting.quick ? 2 : 10;
    await using service = await startService();
    const rows: string[][] = [];
    const numbers: Record<string, { two: Outcome; many: Outcome }> = {};
    for (const peer of (await loadPeers()).filter(({ share }) => share)) {
      try {
        const outcome = await outcomesOf(peer, service, families, setting);
        numbers[peer.name] = outcome;
        rows.push([peer.name, ...cellsOf(outcome.two), ...cellsOf(outcome.many)]);
      } catch (error) {
        rows.push([peer.name, `failed: ${messageOf(error)}`, '', '', '', '', '']);
      }
    }
    const own = numbers[us];
    const isMet = [own?.two, own?.many].every(
      (outcome) => outcome?.tokenRequests === families && outcome.answered === outcome.calls && outcome.revoked === 0,
    );
    return {
      method: `${families} authorisations, one after the other. Each is in a folder that all processes read, its access token expired; 2 or 8 processes begin at the same time to make ${callsEach} calls each. The server refuses a refresh token that was used before, and revokes its family. Ours with \`fileStore\`; the others with one JSON file, read at the start and written after each renewal, as their examples do it.`,
      tables: [
        {
          columns: [
            '',
            'families revoked by 2',
            'token requests for each',
            'calls answered',
            'families revoked by 8',
            'token requests for each',
            'calls answered',
          ],
          rows,
        },
      ],
      goals: [
        {
          what: '2 and 8 processes, one refresh token',
          goal: '1 request a rotation, all answered',
          result: own ? `${cellsOf(own.two).join(', ')}; ${cellsOf(own.many).join(', ')}` : 'failed',
          isMet,
        },
      ],
      numbers,
    };
  },
};

async function outcomesOf(
  peer: Peer,
  service: Service,
  families: number,
  { quick, conditions }: Setting,
): Promise<{ two: Outcome; many: Outcome }> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-processes-'));
  const file = fileURLToPath(new URL('sharing-process.ts', import.meta.url));
  const execArgv = conditions.map((condition) => `--conditions=${condition}`);
  const children = Array.from({ length: quick ? 3 : 8 }, () =>
    fork(file, [peer.name, service.origin, folder], { execArgv, silent: true }),
  );
  try {
    await Promise.all(children.map(answerOf)); // ready
    const trials = { peer, service, folder, families };
    return { two: await outcomeOf(trials, children.slice(0, 2)), many: await outcomeOf(trials, children) };
  } finally {
    for (const child of children) child.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

async function outcomeOf(
  { peer, service, folder, families }: { peer: Peer; service: Service; folder: string; families: number },
  children: readonly ChildProcess[],
): Promise<Outcome> {
  await service.set({ delayMs: 20 });
  let answered = 0;
  for (let family = 0; family < families; family++) {
    const key = `person-${children.length}-${family}`;
    await peer.share?.seed(service, folder, key, await service.startFamily());
    const answers = children.map(answerOf);
    for (const child of children) child.send({ key, calls: callsEach } satisfies Trial);
    for (const answer of await Promise.all(answers)) answered += Number(answer);
  }
  const { tokenRequests, familiesRevoked } = await service.counts();
  return {
    families,
    revoked: familiesRevoked,
    tokenRequests,
    calls: families * children.length * callsEach,
    answered,
  };
}

/** The next message of a process. */
function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown): void => {
      child.off('exit', onExit);
      resolve(message);
    };
    const onExit = (): void => {
      child.off('message', onMessage);
      reject(new Error('a process has ended'));
    };
    child.once('message', onMessage).once('exit', onExit);
  });
}

const cellsOf = ({ families, revoked, tokenRequests, calls, answered }: Outcome): [string, string, string] => [
  `${revoked} of ${families}`,
  (tokenRequests / families).toFixed(1),
  answered === calls ? 'all' : `${Math.floor((answered / calls) * 100)} %`,
];
