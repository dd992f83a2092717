// Runs one benchmark for `main.ts`, in a new process: what another one has loaded would slow it down.
import { benchmarks } from './benchmarks.ts';
import type { Outcome } from './page.ts';
import { messageOf } from './paired.ts';

const [name = '', quick] = process.argv.slice(2);
const conditions = process.execArgv.flatMap((flag) => /^--conditions=(.+)$/.exec(flag)?.[1] ?? []);

async function outcome(): Promise<Outcome> {
  let title = name;
  try {
    const benchmark = await benchmarks[name]?.();
    if (benchmark === undefined) throw new Error('there is no such benchmark');
    title = benchmark.title;
    return { name, title, report: await benchmark.run({ quick: quick === 'quick', conditions }) };
  } catch (error) {
    return { name, title, failure: messageOf(error) };
  }
}

process.send?.(await outcome(), () => process.exit());
