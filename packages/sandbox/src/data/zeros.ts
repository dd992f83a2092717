/** A file of this many bytes, made as it is read: the sandbox keeps none. */
export async function* zeros(length: number): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(65_536);
  for (let left = length; left > 0; left -= piece.length) yield left < piece.length ? piece.subarray(0, left) : piece;
}
