/** Whether an error belongs to a framework: those of Next.js have a `digest`, and must pass as they are. @internal */
export function isControlFlow(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'digest' in error;
}
