/** A file of this many bytes. It is made while it is read, because the sandbox keeps no files. */
export async function* zeros(length: number): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(65_536);
  for (let left = length; left > 0; left -= piece.length) yield left < piece.length ? piece.subarray(0, left) : piece;
}
