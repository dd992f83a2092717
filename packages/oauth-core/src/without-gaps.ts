/** The same object without the members that are empty. */
export function withoutGaps<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as never; // `fromEntries` forgets the names
}
