// `npm run bench`: runs the benchmarks, prints what they found, and writes docs/benchmarks.md with its charts.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Benchmark, Setting } from './benchmark.ts';
import { bundleSize } from './bundle-size.ts';
import { calls } from './calls.ts';
import { chartSvg } from './chart.ts';
import { crowd } from './crowd.ts';
import { importTime } from './import-time.ts';
import { memory } from './memory.ts';
import { goalTable, type Outcome, section, writeResults } from './page.ts';
import { paging } from './paging.ts';
import { messageOf } from './paired.ts';
import { processes } from './processes.ts';
import { tokenRequests } from './token-requests.ts';
import { typeCost } from './type-cost.ts';
import { typedCalls } from './typed-calls.ts';

const benchmarks: readonly Benchmark[] = [
  tokenRequests,
  processes,
  calls,
  typedCalls,
  crowd,
  paging,
  bundleSize,
  importTime,
  memory,
  typeCost,
];

const usage = `Usage: npm run bench [-- options]

  --only NAME   run this one, print it, and leave the page alone; may be repeated
                ${benchmarks.map(({ name }) => name).join(', ')}
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
    const unknown = flags.only?.find((name) => !benchmarks.some((benchmark) => benchmark.name === name));
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
  const conditions = process.execArgv.flatMap((flag) => /^--conditions=(.+)$/.exec(flag)?.[1] ?? []);
  const outcomes: Outcome[] = [];
  for (const benchmark of benchmarks) {
    if (only && !only.includes(benchmark.name)) continue;
    const outcome = await outcomeOf(benchmark, { quick, conditions });
    outcomes.push(outcome);
    console.log(`\n== ${benchmark.title}\n\n${section(outcome)}\n\n${goalTable(outcome.report?.goals ?? [])}`);
  }
  if (!only && !quick) writePage(outcomes);
  if (json) {
    const entries = outcomes.map(({ benchmark, report, failure }) => [benchmark.name, report?.numbers ?? { failure }]);
    console.log(JSON.stringify(Object.fromEntries(entries)));
  }
  return outcomes.some(({ failure }) => failure !== undefined) ? 1 : 0;
}

async function outcomeOf(benchmark: Benchmark, setting: Setting): Promise<Outcome> {
  try {
    return { benchmark, report: await benchmark.run(setting) };
  } catch (error) {
    return { benchmark, failure: messageOf(error) };
  }
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
