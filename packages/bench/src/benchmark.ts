/** One of the benchmarks. `main.ts` runs one after the other. */
export interface Benchmark {
  readonly title: string;
  run(setting: Setting): Promise<Report>;
}

export interface Setting {
  /** Whether to do only so much work that one sees that the benchmark runs. Its times then mean nothing. */
  readonly quick: boolean;
  /** Conditions by which Node resolves packages; empty for the built packages. */
  readonly conditions: readonly string[];
}

/** The result of a benchmark: the text of its part of the page, and its numbers. */
export interface Report {
  /** What was done, in sentences. */
  readonly method: string;
  readonly tables: readonly Table[];
  readonly goals: readonly Goal[];
  readonly charts?: readonly Chart[];
  /** Sentences: who was ahead of us, or failed. */
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
