import { eitherSignal } from '@acme/http';

/** An iteration, and the way to leave it. */
export interface Endable<T> {
  next(): Promise<IteratorResult<T, void>>;
  return(): Promise<IteratorResult<T, void>>;
}

/**
 * An iteration that can be left while it waits for its next item: a `ReadableStream` made of it is cancelled like that.
 * A generator alone would first wait for that item.
 *
 * @param iterate Ends with its signal, which fires with the caller's, and when the iteration is left.
 */
export function endable<T>(
  signal: AbortSignal | undefined,
  iterate: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
): Endable<T> {
  const left = new AbortController();
  const items = iterate(eitherSignal(signal, left.signal));
  return {
    async next() {
      try {
        return await items.next();
      } catch (error) {
        if (left.signal.aborted) return { done: true, value: undefined };
        throw error;
      }
    },
    async return() {
      left.abort();
      return items.return();
    },
  };
}
