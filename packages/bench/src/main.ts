// `npm run bench`: runs the benchmarks, prints what they found, and writes docs/benchmarks.md with its charts.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchmarks } from './benchmarks.ts';
import { chartSvg } from './chart.ts';
import { goalTable, type Outcome, section, writeResults } from './page.ts';
import { messageOf } from './paired.ts';

const usage = `Usage: npm run bench [-- options]

  --only NAME   run this one, print it, and leave the page alone; may be repeated
                ${Object.keys(benchmarks).join(', ')}
  --quick       do as little as shows that they run: the times mean nothing, and the page is left alone
  --json        print the numbers as one JSON object as the last line
  --help        print this`;

async function main(args: string[]): Promise<number> {
  let flags: { only?: string[]; quick?: boolean; json?: boolean; help?: boolean };
  try {
    flags = parseArgs({
      args,
      options: {
        only: { type: 'string', multiple: true },
        quick: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
    const unknown = flags.only?.find((name) => benchmarks[name] === undefined);
    if (unknown !== undefined) throw new Error(`there is no benchmark ${unknown}`);
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${usage}`);
    return 2;
  }
  const { only, quick = false, json = false, help = false } = flags;
  if (help) {
    console.log(usage);
    return 0;
  }
  const outcomes: Outcome[] = [];
  for (const name of Object.keys(benchmarks)) {
    if (only && !only.includes(name)) continue;
    const outcome = await outcomeOf(name, quick);
    outcomes.push(outcome);
    console.log(`\n== ${outcome.title}\n\n${section(outcome)}\n\n${goalTable(outcome.report?.goals ?? [])}`);
  }
  if (!only && !quick) writePage(outcomes);
  if (json) {
    const entries = outcomes.map(({ name, report, failure }) => [name, report?.numbers ?? { failure }]);
    console.log(JSON.stringify(Object.fromEntries(entries)));
  }
  return outcomes.some(({ failure }) => failure !== undefined) ? 1 : 0;
}

/** Runs a benchmark in its own process. */
async function outcomeOf(name: string, quick: boolean): Promise<Outcome> {
  const file = fileURLToPath(new URL('benchmark-process.ts', import.meta.url));
  const child = fork(file, [name, quick ? 'quick' : 'full'], { serialization: 'advanced' }); // JSON has no NaN
  let outcome: Outcome = { name, title: name, failure: 'its process has ended' };
  child.once('message', (message) => {
    outcome = message as Outcome; // benchmark-process.ts sends nothing else
  });
  await once(child, 'close');
  return outcome;
}

function writePage(outcomes: readonly Outcome[]): void {
  const docs = new URL('../../../docs/', import.meta.url);
  const page = new URL('benchmarks.md', docs);
  const day = new Date().toISOString().slice(0, 10);
  const machine = `Measured on ${day} with Node ${process.versions.node} on ${process.platform} ${process.arch}, ${availableParallelism()} cores.`;
  writeFileSync(page, writeResults(readFileSync(page, 'utf8'), machine, outcomes));
  for (const chart of outcomes.flatMap(({ report }) => report?.charts ?? [])) {
    writeFileSync(new URL(`images/${chart.name}.svg`, docs), chartSvg(chart));
  }
  console.log('\ndocs/benchmarks.md is written.');
}

process.exitCode = await main(process.argv.slice(2));
