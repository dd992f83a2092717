import type { TokenStore } from '../../src/index.ts';
import { fileStore } from '../../src/node.ts';

/** Where processes that know nothing else of each other find the same store: plain data. */
export interface StoreLocation {
  readonly kind: 'file';
  readonly directory: string;
}

export async function openStore(location: StoreLocation): Promise<{ store: TokenStore; close(): Promise<void> }> {
  return { store: fileStore(location.directory), close: async () => {} };
}
