/** The checks as a program of Node, Bun or Deno: takes the servers as JSON, prints the verdicts as JSON. */
import { runAll } from './run-all.ts';

const verdicts = await runAll(JSON.parse(process.argv[2] ?? ''));
process.stdout.write(`${JSON.stringify(verdicts)}\n`, () => process.exit()); // a request that was given up may still be open
