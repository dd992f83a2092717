import { runChecks, type Verdict } from './check.ts';
import { networkChecks, type Sites } from './network.ts';
import { coreChecks } from './specification.ts';

/** Every check, against the servers of this run. */
export function runAll(sites: Sites): Promise<Verdict[]> {
  return runChecks([...coreChecks, ...networkChecks.map(({ name, run }) => ({ name, run: () => run(sites) }))]);
}
