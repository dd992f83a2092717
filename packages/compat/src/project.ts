import type { Sandbox } from '@acme/sandbox';

/** One way to use the packages: a folder with its own package.json, into which npm installs their tarballs. */
export interface Project {
  /** What `--only` takes. */
  readonly name: string;
  /** What is installed besides the packages. */
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Also installs the packages that bring Next.js along. Default: false. */
  readonly withNext?: boolean;
  /** Added to the package.json. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** The files of the project, by their path. */
  files(entries: readonly string[]): Readonly<Record<string, string>>;
  /** Rejects where something does not work. */
  check(scratch: Scratch): Promise<void>;
}

/** A project that is installed. */
export interface Scratch {
  readonly folder: string;
  readonly sandbox: Sandbox;
  /** The options of the sandbox's clients as JSON: what a program needs of them that asks over the network. */
  readonly clients: string;
  /**
   * Runs a program to its end. `SANDBOX` in its environment is `clients`.
   *
   * @param program A path, or the name of a program that an installed package has.
   * @returns What it printed.
   * @throws With all that it printed, where its exit code is not 0.
   */
  run(program: string, args: readonly string[], options?: RunOptions): Promise<string>;
}

export interface RunOptions {
  /** The path of the Node that scripts run on. Default: the one that runs this. */
  readonly node?: string;
  readonly environment?: Readonly<Record<string, string>>;
}
