/** One of the benchmarks: `main.ts` runs them in turn. */
export interface Benchmark {
  /** What `--only` takes. */
  readonly name: string;
  readonly title: string;
  run(setting: Setting): Promise<Report>;
}

export interface Setting {
  /** As little work as shows that the benchmark runs: its times mean nothing. */
  readonly quick: boolean;
  /** Conditions under which packages are resolved; none for what is built. */
  readonly conditions: readonly string[];
}

/** What a benchmark found: the text of its part of the page, and its numbers. */
export interface Report {
  /** What was done, in sentences. */
  readonly method: string;
  readonly tables: readonly Table[];
  readonly goals: readonly Goal[];
  readonly charts?: readonly Chart[];
  /** Who was ahead of us, or failed, in a sentence each. */
  readonly remarks?: readonly string[];
  /** For tests and `--json`. */
  readonly numbers: Readonly<Record<string, unknown>>;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Goal {
  readonly what: string;
  readonly goal: string;
  readonly result: string;
  readonly isMet: boolean;
}

/** Horizontal bars. */
export interface Chart {
  /** The file's name without its ending. */
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly { readonly label: string; readonly value: number }[];
}
