/** What a value has to be that a user hands in. */
export interface Rule {
  /** `a whole number`, to be read behind "is not". */
  readonly what: string;
  fits(value: unknown): boolean;
}

export const count: Rule = {
  what: 'a whole number from 0 up',
  fits: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
};

export const durationMs: Rule = {
  what: 'a number of milliseconds from 0 up',
  fits: (value) => Number.isFinite(value) && Number(value) >= 0,
};

export const flag: Rule = { what: 'true or false', fits: (value) => typeof value === 'boolean' };

export const oneOf = (...values: readonly unknown[]): Rule => ({
  what: `one of ${values.join(', ')}`,
  fits: (value) => values.includes(value),
});

/**
 * What is left out passes.
 *
 * @param owner Stands before the name in the error: `dam.`.
 * @throws {RangeError} The first of `values` that does not fit its rule, by name.
 */
export function check(values: object | undefined, rules: Readonly<Record<string, Rule>>, owner = ''): void {
  for (const [name, { what, fits }] of Object.entries(rules)) {
    const value: unknown = Reflect.get(Object(values), name);
    if (value !== undefined && !fits(value)) throw new RangeError(`${owner}${name}: ${String(value)} is not ${what}`);
  }
}
