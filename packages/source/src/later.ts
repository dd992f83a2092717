/** Calls whose code is loaded by the first one. */
export function later<Calls extends object, Name extends keyof Calls & string>(
  load: () => Promise<Calls>,
  ...names: readonly Name[]
): Pick<Calls, Name> {
  const calls = names.map((name) => [
    name,
    async (...args: unknown[]) => ((await load())[name] as (...args: unknown[]) => unknown)(...args), // the type of each call is in the `Pick` below
  ]);
  return Object.fromEntries(calls) as Pick<Calls, Name>; // fromEntries forgets the names
}
