/** Errors with a `digest` belong to a framework (Next.js): they pass through untouched, unretried, unwrapped. @internal */
export function isControlFlow(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'digest' in error;
}
