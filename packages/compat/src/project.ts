/** One way to use the packages: a folder with its own package.json, into which npm installs their tarballs. */
export interface Project {
  /** What `--only` takes. */
  readonly name: string;
  /** What is installed besides the packages. */
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Whether to install the packages that need Next.js, too. Default: false. */
  readonly withNext?: boolean;
  /** Added to the package.json. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** The files of the project, by their path. */
  files(entries: readonly string[]): Readonly<Record<string, string>>;
  /** Rejects if something does not work. */
  check(scratch: Scratch): Promise<void>;
}

/** A project that is installed. */
export interface Scratch {
  readonly folder: string;
  /** The options of the sandbox's clients as JSON, without those that only this process can use. */
  readonly clients: string;
  /**
   * Runs a program to its end. `SANDBOX` in its environment is `clients`.
   *
   * @param program A path, or the name of a program that an installed package has.
   * @returns What it printed.
   * @throws With the end of what it printed, if its exit code is not 0.
   */
  run(program: string, args: readonly string[], options?: RunOptions): Promise<string>;
}

export interface RunOptions {
  /** The path of the Node that scripts run on. Default: the one that runs this. */
  readonly node?: string;
  readonly environment?: Readonly<Record<string, string>>;
}
