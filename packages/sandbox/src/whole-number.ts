/** A parameter of a query as a number: `otherwise` if it was not sent, NaN if it is not a whole number. */
export function wholeNumber(text: string | null, otherwise: number): number {
  if (text === null) return otherwise;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
