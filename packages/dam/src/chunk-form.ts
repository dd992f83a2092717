import type { RequestOptions } from '@acme/http';

/** Body and headers of a chunk: `multipart/form-data` (RFC 7578) with these fields and the part `file`. */
export function chunkForm(
  fields: Readonly<Record<string, string>>,
  file: Blob | Uint8Array<ArrayBuffer>,
): Pick<RequestOptions, 'body' | 'headers'> {
  const boundary = `chunk-${crypto.randomUUID()}`;
  const part = (name: string): string => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"`;
  const head = Object.entries(fields).map(([name, value]) => `${part(name)}\r\n\r\n${value}\r\n`);
  const type = 'content-type: application/octet-stream';
  const before = new TextEncoder().encode(`${head.join('')}${part('file')}; filename="blob"\r\n${type}\r\n\r\n`);
  const after = new TextEncoder().encode(`\r\n--${boundary}--\r\n`);

  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  if (file instanceof Blob) return { headers, body: new Blob([before, file, after]) };
  return {
    headers: { ...headers, 'content-length': String(before.length + file.length + after.length) },
    // The types don't have `from`, but Node does; on other platforms chunks are Blobs.
    body: () => (ReadableStream as unknown as StreamOf).from([before, file, after]),
  };
}

interface StreamOf {
  from(pieces: readonly Uint8Array[]): ReadableStream;
}
