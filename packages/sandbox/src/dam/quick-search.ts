import type { Asset } from './asset.ts';

type Matches = (asset: Asset) => boolean;

/**
 * A small part of the quick search's language: words and `field:value` joined by spaces, `AND` or `OR`, values in round
 * brackets or, for the whole value, in curly ones. Fields: `filename`/`fn` and `FileType`/`ft`.
 *
 * @returns What it asks of an asset; `undefined` where brackets don't match.
 */
export function parseQuickSearch(text: string): Matches | undefined {
  const terms = text.match(/[^\s:]+:(?:\([^()]*\)|\{[^{}]*\})|\S+/g) ?? [];
  const any: Matches[][] = [[]];
  for (const term of terms) {
    if (term === 'AND') continue;
    if (term === 'OR') {
      any.push([]);
      continue;
    }
    const matches = parseTerm(term);
    if (matches === undefined) return undefined;
    any.at(-1)?.push(matches);
  }
  return (asset) => any.some((all) => all.every((matches) => matches(asset)));
}

function parseTerm(term: string): Matches | undefined {
  const [, field, round, curly, plain] = /^(?:(\w+):)?(?:\(([^()]*)\)|\{([^{}]*)\}|([^(){}]+))$/.exec(term) ?? [];
  const value = (round ?? curly ?? plain)?.toLowerCase();
  if (value === undefined) return undefined;
  const fits = (actual: string): boolean =>
    curly === undefined ? actual.toLowerCase().includes(value) : actual.toLowerCase() === value;
  switch (field?.toLowerCase()) {
    case undefined:
    case 'filename':
    case 'fn':
      return ({ filename }) => fits(filename);
    case 'filetype':
    case 'ft':
      return ({ format, formatType }) => fits(format) || fits(formatType);
    default:
      return () => false; // a field that no asset has a value for
  }
}
