/** Parameters with brackets in their names: `filter[a][path]=x` is `{ filter: { a: { path: 'x' } } }`. */
export interface Brackets {
  readonly [name: string]: string | Brackets;
}

/** Reads a query with brackets. The values of `a[]=x&a[]=y` are numbered from 0. */
export function readBrackets(query: URLSearchParams): Brackets {
  const result: Record<string, unknown> = Object.create(null);
  for (const [key, value] of query) {
    const [first = '', ...rest] = key.split('[').map((part) => part.replace(/\]$/, ''));
    let holder = result;
    let name = first;
    for (const part of rest) {
      const inner = holder[name];
      const next: Record<string, unknown> =
        typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : Object.create(null); // made here
      holder[name] = next;
      holder = next;
      name = part === '' ? String(Object.keys(holder).length) : part;
    }
    holder[name] = value;
  }
  return result as Brackets; // it has only texts, and the objects that were made above
}
