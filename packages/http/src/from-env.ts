import { ConfigurationError } from '@acme/oauth-core';

/** Names and values, as in `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Platforms other than Node have no environment, or keep it elsewhere. */
export const processEnv = (): Env => (globalThis as { process?: { env?: Env } }).process?.env ?? {};

/** Which variables give which option; the first one that is set wins. */
export type Variables<Option extends string> = Readonly<Record<Option, readonly [string, ...string[]]>>;

/**
 * Makes a client from the environment and from options; options win. Empty variables, and options that are `undefined`,
 * are ignored.
 *
 * @throws {ConfigurationError} naming the variable, if the option that is wrong came from one.
 */
export function createFromEnv<Option extends string, Options extends object, Client>(
  env: Env,
  variables: Variables<Option>,
  options: Options,
  create: (all: { [O in Option]?: string } & Options) => Client,
): Client {
  const all = new Map<string, unknown>();
  const variableOf = new Map<string, string>(); // the name of the variable that gave an option
  for (const [option, names] of Object.entries<readonly string[]>(variables)) {
    const name = names.find((one) => env[one]);
    if (name === undefined) continue;
    all.set(option, env[name]);
    variableOf.set(option, name);
  }
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined) continue;
    all.set(option, value);
    variableOf.delete(option);
  }
  try {
    return create(Object.fromEntries(all) as { [O in Option]?: string } & Options); // fromEntries forgets the names
  } catch (error) {
    const name = ConfigurationError.is(error) && variableOf.get(error.option);
    if (!name) throw error;
    throw new ConfigurationError(`${name} can't be used: ${error.message}`, name);
  }
}

/**
 * A client that is made when it is first used. Methods that you replace, such as with spies in tests, stay replaced.
 *
 * @param siblings Methods that return another client without a request: it is made when it is first used, too.
 */
export function lazily<Client extends object>(
  create: () => Client,
  ...siblings: readonly (keyof Client & string)[]
): Client {
  let client: Client | undefined;
  const target = {} as Client; // gets the client's members when it is made
  const made = (): Client => (client ??= Object.assign(target, create()));
  // Returning the client from an async function, or printing it to a log, must not make it.
  const isLookedFor = (name: PropertyKey): boolean => name === 'then' || name === 'toJSON';
  return new Proxy(target, {
    get(_, name) {
      if (isLookedFor(name)) return undefined;
      if (client || !siblings.some((sibling) => sibling === name)) return Reflect.get(made(), name);
      return (...args: unknown[]) =>
        lazily(() => (Reflect.get(made(), name) as (...args: unknown[]) => Client)(...args), ...siblings); // as the parameter says
    },
    has: (_, name) => name in made(),
    getOwnPropertyDescriptor: (_, name) =>
      isLookedFor(name) ? undefined : Reflect.getOwnPropertyDescriptor(made(), name),
  });
}
