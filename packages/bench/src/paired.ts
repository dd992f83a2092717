/** One of several things whose calls are timed side by side. */
export interface Contender {
  readonly name: string;
  /** Makes one call. */
  call(): Promise<unknown>;
}

export interface Pairing {
  /** How many rounds there are. In each, every contender has a turn. */
  readonly rounds: number;
  /** How many calls a turn has. */
  readonly calls: number;
  /** How many calls are under way at the same time. */
  readonly atOnce: number;
}

export interface Measured {
  readonly name: string;
  /** Median of a call's time, in microseconds. */
  readonly microseconds: number;
  /** Median of the rounds' ratios to the first contender. */
  readonly ratio: number;
  /** Median of the rounds' differences from the first contender, in microseconds a call. */
  readonly more: number;
  /** Why it could not be measured. */
  readonly failure?: string;
}

/**
 * Measures contenders side by side. Only times of the same round are compared, because the machine's speed changes.
 *
 * @param contenders The others are compared with the first one.
 */
export async function measurePaired(contenders: readonly Contender[], pairing: Pairing): Promise<Measured[]> {
  const failures = new Map<Contender, string>();
  const times = new Map<Contender, number[]>(contenders.map((contender) => [contender, []]));
  const turn = async (contender: Contender, calls: number): Promise<number> => {
    if (failures.has(contender)) return NaN;
    try {
      return await timeOf(contender, calls, pairing.atOnce);
    } catch (error) {
      failures.set(contender, messageOf(error));
      return NaN;
    }
  };
  for (const contender of contenders) await turn(contender, pairing.calls * 2); // V8 compiles it, connections open
  for (let round = 0; round < pairing.rounds; round++) {
    for (const contender of shuffled(contenders)) times.get(contender)?.push(await turn(contender, pairing.calls));
  }
  const [first] = contenders;
  const base = (first && times.get(first)) ?? [];
  return contenders.map((contender) => {
    const own = times.get(contender) ?? [];
    const failure = failures.get(contender);
    return {
      name: contender.name,
      microseconds: median(own),
      ratio: median(own.map((time, round) => time / (base[round] ?? NaN))),
      more: median(own.map((time, round) => time - (base[round] ?? NaN))),
      ...(failure !== undefined && { failure }),
    };
  });
}

/**
 * A turn inherits from the one before it: warm caches, garbage to collect. In a fixed order, or one that is reversed in
 * every second round, the same contenders would always profit from it.
 */
const shuffled = <T>(items: readonly T[]): T[] =>
  items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);

async function timeOf({ call }: Contender, calls: number, atOnce: number): Promise<number> {
  let left = calls;
  const caller = async (): Promise<void> => {
    while (left-- > 0) await call();
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: atOnce }, caller));
  return ((performance.now() - start) / calls) * 1_000;
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
