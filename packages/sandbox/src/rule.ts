/** A rule for a value that a user passes. */
export interface Rule {
  /** The end of the sentence "… is not …": `a whole number`. */
  readonly what: string;
  fits(value: unknown): boolean;
}

const from = (least: number, what: string, isNumber: (value: unknown) => boolean): Rule => ({
  what: `${what} from ${least.toLocaleString('en')} up`,
  fits: (value) => isNumber(value) && Number(value) >= least,
});

export const wholeFrom = (least: number): Rule => from(least, 'a whole number', Number.isSafeInteger);

export const milliseconds = (least = 0): Rule => from(least, 'a number of milliseconds', Number.isFinite);

export const finite: Rule = { what: 'a number', fits: Number.isFinite };

export const flag: Rule = { what: 'true or false', fits: (value) => typeof value === 'boolean' };

export const oneOf = (...values: readonly unknown[]): Rule => ({
  what: `one of ${values.join(', ')}`,
  fits: (value) => values.includes(value),
});

/** @throws {RangeError} naming `name` if `value` does not fit. */
export function demand(name: string, value: unknown, { what, fits }: Rule): void {
  if (!fits(value)) throw new RangeError(`${name}: ${String(value)} is not ${what}`);
}

/**
 * Checks those of `values` that are set.
 *
 * @param owner Put before the name in the error: `dam.`.
 * @throws {RangeError} naming the first value that does not fit its rule.
 */
export function check(values: object | undefined, rules: Readonly<Record<string, Rule>>, owner = ''): void {
  for (const [name, rule] of Object.entries(rules)) {
    const value: unknown = Reflect.get(Object(values), name);
    if (value !== undefined) demand(owner + name, value, rule);
  }
}

/**
 * A name with a typo, or at the wrong place, would be ignored, and a test would not test what it says.
 *
 * @throws {RangeError} with the names that there are.
 */
export function checkNames(owner: string, values: unknown, names: readonly string[]): void {
  for (const name of Object.keys(Object(values))) demand(owner, name, oneOf(...names));
}
