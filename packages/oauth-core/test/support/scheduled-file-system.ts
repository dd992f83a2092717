import { AsyncLocalStorage } from 'node:async_hooks';
import type { Dice } from '../simulation/dice.ts';

interface File {
  content: string;
  writtenAt: number;
  links: number;
}

const failure = (code: string): Error => Object.assign(new Error(code), { code });

/**
 * A folder in memory whose calls wait for their turn. Of the actors that wait, the one with the highest priority goes
 * on. Now and then it then drops to the lowest priority, and stands still until all others have ended or wait for it.
 */
export class ScheduledFileSystem {
  /** Milliseconds, by the clock of the file system. */
  now = 1_000_000_000;
  /** Hears of every file that gets a name. */
  onLink: (name: string, content: string) => void = () => {};
  readonly #files = new Map<string, File>();
  readonly #actors = new AsyncLocalStorage<string>();
  readonly #waiting = new Map<string, () => void>();

  /** Runs all actors to their ends, a call at a time. */
  async run(dice: Dice, actors: Readonly<Record<string, () => Promise<void>>>): Promise<void> {
    const throws = new Map(Object.keys(actors).map((name) => [name, dice.throw()]));
    const priorities = [...throws.keys()].sort((a, b) => (throws.get(a) ?? 0) - (throws.get(b) ?? 0));
    let running = priorities.length;
    const ends = Object.entries(actors).map(([name, act]) =>
      this.#actors.run(name, act).finally(() => {
        running--;
      }),
    );
    const ended = Promise.all(ends);
    ended.catch(() => {}); // awaited below
    while (running > 0) {
      await new Promise(setImmediate);
      const next = priorities.find((name) => this.#waiting.has(name));
      if (next === undefined) continue;
      const goOn = this.#waiting.get(next);
      this.#waiting.delete(next);
      if (dice.chance(0.04)) priorities.push(...priorities.splice(priorities.indexOf(next), 1));
      goOn?.();
    }
    await ended;
  }

  /** Lets others go first. */
  readonly turn = (): Promise<void> => this.#turn(() => {});

  /** What stands in for `node:fs/promises`. */
  readonly calls = {
    mkdir: async (): Promise<undefined> => undefined,
    readdir: (): Promise<string[]> => this.#turn(() => [...this.#files.keys()]),
    stat: (path: string): Promise<{ mtimeMs: number; nlink: number }> =>
      this.#turn(() => {
        const { writtenAt, links } = this.#file(path);
        return { mtimeMs: writtenAt, nlink: links };
      }),
    truncate: (path: string): Promise<void> =>
      this.#turn(() => {
        this.#file(path).content = '';
      }),
    unlink: (path: string): Promise<void> =>
      this.#turn(() => {
        this.#file(path).links--;
        this.#files.delete(nameOf(path));
      }),
    link: (existing: string, made: string): Promise<void> =>
      this.#turn(() => {
        const file = this.#file(existing);
        if (this.#files.has(nameOf(made))) throw failure('EEXIST');
        file.links++;
        this.#files.set(nameOf(made), file);
        this.onLink(nameOf(made), file.content);
      }),
    open: (path: string, flags = 'r'): Promise<object> =>
      this.#turn(() => {
        const name = nameOf(path);
        const made = { content: '', writtenAt: this.now, links: 1 };
        if (flags !== 'r' && !this.#files.has(name)) this.#files.set(name, made);
        const file = name.includes('.') ? this.#file(path) : made; // the folder itself is opened to be synced
        return {
          stat: async () => ({ mtimeMs: file.writtenAt }),
          readFile: () => this.#turn(() => file.content),
          writeFile: async (content: string) => Object.assign(file, { content, writtenAt: this.now }),
          sync: async () => {},
          close: async () => {},
        };
      }),
  };

  /** Waits until it is this actor's turn; outside of `run` it always is. */
  async #turn<T>(call: () => T): Promise<T> {
    const actor = this.#actors.getStore();
    if (actor !== undefined) await new Promise<void>((resolve) => this.#waiting.set(actor, resolve));
    return call();
  }

  #file(path: string): File {
    const file = this.#files.get(nameOf(path));
    if (file === undefined) throw failure('ENOENT');
    return file;
  }
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
