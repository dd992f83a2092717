import { ConnectionError, readBlob } from '@acme/http';
import { describe, expect, it } from 'vitest';
import { clientOf, serve, text } from './server.ts';
import { rejection } from './support/rejection.ts';

describe('a download', () => {
  it('that breaks off names its URL, but not the query, which may hold a signature', async () => {
    const { baseUrl } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('half', () => response.destroy());
    });
    const answer = await clientOf(baseUrl).request('GET', '/file?signature=s3cret');
    const error = await rejection(readBlob(answer));
    expect(ConnectionError.is(error) && error.request).toEqual({ method: 'GET', url: `${baseUrl}/file` });
  });

  it.each([
    ['image/png', { 'content-type': 'image/png' }],
    ['', {}],
  ])('gives a Blob with the content type of the answer: %j', async (type, headers) => {
    const { baseUrl } = await serve(text(200, 'bytes', headers));
    const blob = await readBlob(await clientOf(baseUrl).request('GET', '/file'));
    expect([blob.type, await blob.text()]).toEqual([type, 'bytes']);
  });
});
