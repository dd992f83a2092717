import { escapeHtml } from '../exchange.ts';

const text: unique symbol = Symbol('markup');

/** HTML that may be put into a page as it is. Only `markup` can make it, so no text from outside is taken for it. */
export interface Markup {
  readonly [text]: string;
}

type Value = string | number | Markup | readonly Markup[] | undefined | false;

/** A template tag. It escapes all values except other markup; `undefined` and `false` add nothing. */
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
