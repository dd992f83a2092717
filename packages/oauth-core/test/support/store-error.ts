import { inspect } from 'node:util';
import { TokenStoreError } from '../../src/errors.ts';

/** The `TokenStoreError` that `work` has to reject with. */
export async function storeErrorOf(work: Promise<unknown>): Promise<TokenStoreError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!TokenStoreError.is(error)) throw new Error(`expected a TokenStoreError, got ${inspect(error)}`);
  return error;
}
