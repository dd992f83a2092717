import { refuseOption } from '@acme/oauth-core';

/** A part of a query for the quick search. */
export type AssetQuery = string & { readonly [queryMark]?: true };
declare const queryMark: unique symbol;

/** These separate terms, values and groups, and the service documents no escape for them inside a value. */
const reserved = /[{}()[\]:"\\\n\r]/;

function value(text: string, option: string): string {
  if (typeof text !== 'string' || text.trim() === '' || reserved.test(text)) {
    refuseOption(option, 'must be a text without { } ( ) [ ] : " \\ or line breaks: the search has no escape for them');
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
  if (year === undefined) refuseOption(option, 'must be a date in the years 0 to 9999');
  return `${month}/${dayOfMonth}/${year}`;
}

function joined(operator: string, parts: readonly AssetQuery[]): AssetQuery {
  const [first] = parts;
  if (first === undefined) refuseOption('parts', 'must be one query or more');
  return parts.length === 1 ? first : `(${parts.join(` ${operator} `)})`;
}

/**
 * Writes queries for the quick search. Users' text is safe in it as it is: text that a value can't contain is refused.
 *
 * @throws {ConfigurationError} whose `option` names what was refused. `value` is the text: you can tell the user.
 */
export const assetQuery: {
  /** The field is exactly this: `filename:({sunset beach.jpg})`. */
  is(name: string, text: string): AssetQuery;
  /** The field has these words: `des:(sunset beach)`. AND, OR, NOT and a minus before a word are refused. */
  has(name: string, text: string): AssetQuery;
  /** The field has no value. */
  isEmpty(name: string): AssetQuery;
  /**
   * After a day in UTC: the search has no time of day. It is not documented whether that day is included: search from
   * the day before, and check the asset's own time.
   */
  after(name: string, date: Date): AssetQuery;
  /** Before a day in UTC. It is not documented whether that day is included. */
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
        'has AND, OR, NOT, a minus before a word, or isEmpty, which the search would read as operators: use is',
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
