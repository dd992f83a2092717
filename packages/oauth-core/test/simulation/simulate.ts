import { parseArgs } from 'node:util';
import { replay, simulate } from './simulation.ts';

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

if (values.trace) {
  const { trace, violation } = await replay(seed);
  print(trace.join('\n'));
  print(violation ?? 'No property is broken.');
} else {
  const began = performance.now();
  const found = await simulate({
    seed,
    schedules: Number(values.schedules),
    ...(values.workers === undefined ? {} : { workers: Number(values.workers) }),
  });
  const seconds = (performance.now() - began) / 1_000;
  for (const [name, times] of Object.entries(found.counts).sort()) print(`${String(times).padStart(12)}  ${name}`);
  print(`${found.schedules} schedules from seed ${seed} in ${seconds.toFixed(1)} s`);
  for (const violation of found.violations) print(`seed ${violation.seed}: ${violation.violation}`);
  const first = found.violations[0];
  if (first) {
    print((await replay(first.seed)).trace.join('\n'));
    process.exitCode = 1;
  }
}
