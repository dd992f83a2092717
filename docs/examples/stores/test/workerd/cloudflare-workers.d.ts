/** The types of the Workers runtime that the recipes use. An app has all of them, from `wrangler types`. */

interface DurableObjectState {
  readonly storage: {
    readonly kv: { get<T>(name: string): T | undefined; put(name: string, value: unknown): void };
    setAlarm(time: number): Promise<void>;
    deleteAlarm(): Promise<void>;
    deleteAll(): Promise<void>;
    sync(): Promise<void>;
  };
  abort(reason: string): void;
}

declare module 'cloudflare:workers' {
  /** What the app binds. */
  export const env: unknown;

  /** Lets the I/O of the current request go on after its answer. */
  export function waitUntil(work: Promise<unknown>): void;

  export abstract class DurableObject {
    constructor(ctx: DurableObjectState, env: unknown);
    protected readonly ctx: DurableObjectState;
    alarm?(): Promise<void>;
  }
}

/** The public methods of an object, as its callers see them. */
type DurableObjectStub<T> = {
  [Name in keyof T]: T[Name] extends (...given: infer Given) => infer Answer
    ? (...given: Given) => Promise<Awaited<Answer>>
    : never;
};

interface DurableObjectNamespace<T> {
  idFromName(name: string): object;
  get(id: object): DurableObjectStub<T>;
}

interface D1PreparedStatement {
  bind(...values: unknown[]): D1PreparedStatement;
  first<T>(): Promise<T | null>;
  run(): Promise<{ readonly meta: { readonly changes: number } }>;
}

interface D1Database {
  prepare(sql: string): D1PreparedStatement;
  withSession(constraint: 'first-primary' | 'first-unconstrained'): Pick<D1Database, 'prepare'>;
}
