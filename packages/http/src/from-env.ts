import { ConfigurationError } from '@acme/oauth-core';

/** Names and values, as in `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Other platforms than Node have no environment, or put it elsewhere. */
export const processEnv = (): Env => (globalThis as { process?: { env?: Env } }).process?.env ?? {};

/**
 * What the environment says; an empty variable says nothing.
 *
 * @param variables Which variable gives which option.
 */
export const readEnv = <Option extends string>(
  env: Env,
  variables: Readonly<Record<Option, string>>,
): { [O in Option]?: string } =>
  Object.fromEntries(
    Object.entries<string>(variables).flatMap(([option, name]) => (env[name] ? [[option, env[name]]] : [])),
  ) as { [O in Option]?: string }; // fromEntries forgets the names

/** Options over those of the environment; one that is `undefined` says nothing. */
export const overEnv = <FromEnv extends object, Options extends object>(
  fromEnv: FromEnv,
  options: Options,
): FromEnv & Options =>
  Object.assign(
    {},
    fromEnv,
    Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
  ) as FromEnv & Options; // fromEntries forgets the names

/** Makes a client whose errors name the variable, not the option that it gives. */
export function nameVariables<Client>(variables: Readonly<Record<string, string>>, create: () => Client): Client {
  try {
    return create();
  } catch (error) {
    if (!ConfigurationError.is(error)) throw error;
    const name = variables[error.option];
    if (name === undefined) throw error;
    throw new ConfigurationError(`${name} can't be used: ${error.message}`, name);
  }
}

/**
 * A client that is made when it is first used. What is put over its methods, as spies of tests are, stays.
 *
 * @param siblings Methods that give another client without a request: that one is made when it is first used, too.
 */
export function lazily<Client extends object>(
  create: () => Client,
  ...siblings: readonly (keyof Client & string)[]
): Client {
  const client = {} as Client; // until it is made, below
  let isMade = false;
  const made = (): Client => {
    if (!isMade) Object.assign(client, create());
    isMade = true;
    return client;
  };
  const isLookedFor = (name: PropertyKey): boolean => name === 'then' || name === 'toJSON'; // an async function may return it, a log may print it
  return new Proxy(client, {
    get(_, name) {
      if (isLookedFor(name)) return undefined;
      if (isMade || !siblings.some((sibling) => sibling === name)) return Reflect.get(made(), name);
      return (...args: unknown[]) =>
        lazily(() => (Reflect.get(made(), name) as (...args: unknown[]) => Client)(...args), ...siblings); // as the parameter says
    },
    has: (_, name) => name in made(),
    getOwnPropertyDescriptor: (_, name) =>
      isLookedFor(name) ? undefined : Reflect.getOwnPropertyDescriptor(made(), name),
  });
}
