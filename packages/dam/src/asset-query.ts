import { refuseOption } from '@acme/oauth-core';

/** A part of a query for the quick search. */
export type AssetQuery = string & { readonly [queryMark]?: true };
declare const queryMark: unique symbol;

/** These part terms, values and groups, and the service documents no way to write them inside a value. */
const reserved = /[{}()[\]:"\\\n\r]/;

function value(text: string, option: string): string {
  if (typeof text !== 'string' || text.trim() === '' || reserved.test(text)) {
    refuseOption(
      option,
      'must be a text without { } ( ) [ ] : " \\ and line breaks: the search knows no escape for them',
    );
  }
  return text;
}

function field(name: string): string {
  if (!/^[\w-]+$/.test(name)) {
    refuseOption('field', 'must be the name of a field, such as filename, or the display key of a metadata field');
  }
  return name;
}

/** A day as the search reads it: `MM/DD/YYYY`. */
function day(date: Date, option: string): string {
  const [, year, month, dayOfMonth] = /^"(\d{4})-(\d\d)-(\d\d)T/.exec(JSON.stringify(date) ?? '') ?? [];
  if (year === undefined) refuseOption(option, 'is no date, or not of the years 0 to 9999');
  return `${month}/${dayOfMonth}/${year}`;
}

function joined(operator: string, parts: readonly AssetQuery[]): AssetQuery {
  const [first] = parts;
  if (first === undefined) refuseOption('parts', 'must be one query or more');
  return parts.length === 1 ? first : `(${parts.join(` ${operator} `)})`;
}

/**
 * Writes queries for the quick search. Text of users can go in as it is: what can't be written in a value is refused.
 *
 * @throws {ConfigurationError} naming what was refused in `option`: `value` for a text, which a visitor can be told.
 */
export const assetQuery: {
  /** The field is exactly this: `filename:({sunset beach.jpg})`. */
  is(name: string, text: string): AssetQuery;
  /** The field has these words: `des:(sunset beach)`. Refused are AND, OR, NOT and a minus before a word. */
  has(name: string, text: string): AssetQuery;
  /** The field has no value. */
  isEmpty(name: string): AssetQuery;
  /**
   * A day in UTC: the search knows no time of day. Whether that day is among them is not documented: ask from the day
   * before, and look at the asset's own time.
   */
  after(name: string, date: Date): AssetQuery;
  /** A day in UTC. Whether that day is among them is not documented. */
  before(name: string, date: Date): AssetQuery;
  /** From a day to a day, both in UTC. */
  between(name: string, from: Date, to: Date): AssetQuery;
  and(...parts: AssetQuery[]): AssetQuery;
  or(...parts: AssetQuery[]): AssetQuery;
} = {
  is: (name, text) => `${field(name)}:({${value(text, 'value')}})`,
  has(name, text) {
    if (/(^|\s)((AND|OR|NOT)(\s|$)|-)|^\s*is[eE]mpty\s*$/.test(text)) {
      refuseOption(
        'value',
        'has AND, OR, NOT or a minus before a word, which join terms, or is isEmpty, which asks for no value: use is',
      );
    }
    return `${field(name)}:(${value(text, 'value')})`;
  },
  isEmpty: (name) => `${field(name)}:(isEmpty)`,
  after: (name, date) => `${field(name)}:[after ${day(date, 'date')}]`,
  before: (name, date) => `${field(name)}:[before ${day(date, 'date')}]`,
  between: (name, from, to) => `${field(name)}:[${day(from, 'from')} to ${day(to, 'to')}]`,
  and: (...parts) => joined('AND', parts),
  or: (...parts) => joined('OR', parts),
};
