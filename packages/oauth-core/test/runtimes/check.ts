/** One thing that holds in every runtime. Needs no test runner. */
export interface Check {
  readonly name: string;
  run(): Promise<void>;
}

/** What became of a check: plain data. */
export interface Verdict {
  readonly name: string;
  /** What was seen; left out if the check holds. */
  readonly failure?: string;
}

/** Runs one check after the other. */
export async function runChecks(checks: readonly Check[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const { name, run } of checks) {
    try {
      await run();
      verdicts.push({ name });
    } catch (error) {
      verdicts.push({ name, failure: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
    }
  }
  return verdicts;
}

/** Compares plain data. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const [seen, wanted] = [actual, expected].map((value) => JSON.stringify(value));
  if (seen !== wanted) throw new Error(`${what}: expected ${wanted}, saw ${seen}`);
}

/** The error that `work` rejects with. */
export async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (value) => {
      throw new Error(`It did not fail, and gave ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}

/** The members of an error by name, or of anything else. */
export function partsOf(value: unknown, ...names: string[]): unknown[] {
  const parts = Object(value) as Record<string, unknown>; // any value's members may be read
  return names.map((name) => parts[name]);
}
