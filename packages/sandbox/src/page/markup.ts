import { escapeHtml } from '../exchange.ts';

const text: unique symbol = Symbol('markup');

/** HTML that may be put into a page as it is. Only `markup` makes it: no text that came from outside can pass for it. */
export interface Markup {
  readonly [text]: string;
}

type Value = string | number | Markup | readonly Markup[] | undefined | false;

/** A template tag: whatever is put in is escaped, but for other markup. `undefined` and `false` leave a gap. */
export function markup(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  const pieces = values.map((value, index) => written(value) + (strings[index + 1] ?? ''));
  return { [text]: (strings[0] ?? '') + pieces.join('') };
}

export const htmlOf = (piece: Markup): string => piece[text];

function written(value: Value): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return text in value ? value[text] : value.map(htmlOf).join('');
}
