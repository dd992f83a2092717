/** A gzip file with nothing in it. */
export const EMPTY_GZIP: Uint8Array = new Uint8Array([31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
