/** The same object without its empty members: `undefined`, `''`, `0`, NaN. */
export function withoutGaps<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  // `fromEntries` forgets the names.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as never;
}
