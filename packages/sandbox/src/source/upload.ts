import { type Content, type Entity, fileAttributes } from '../data/source-content.ts';
import { relationshipOf } from '../data/source-model.ts';
import { zeros } from '../data/zeros.ts';
import { type Answer, html, mediaType } from '../exchange.ts';
import type { Context, Route } from '../router.ts';
import { jsonApiError } from './document.ts';

/** The answer if a field takes no files; `undefined` if it does. */
export function refuseUpload(type: string, field: string): Answer | undefined {
  const takesFiles = relationshipOf(type, field)?.to.includes('file--file') === true;
  return takesFiles ? undefined : jsonApiError(404, 'Not Found', `${field} is no file field of ${type}.`);
}

/** Makes a file entry of the bytes that are sent. They are counted, but not kept. An answer says what is wrong. */
export async function receiveFile({ arrival }: Context, content: Content): Promise<Entity | Answer> {
  if (mediaType(arrival) !== 'application/octet-stream') {
    return jsonApiError(415, 'Unsupported Media Type', 'A file is sent as application/octet-stream.');
  }
  const [, star, sent] = /\bfilename(\*?)="(.+)"/.exec(arrival.header('content-disposition') ?? '') ?? [];
  if (sent === undefined || star !== '') {
    return jsonApiError(400, 'Bad Request', 'The header Content-Disposition is missing: file; filename="a.jpg".');
  }
  let bytes = 0;
  for await (const piece of arrival.body) bytes += piece.length;
  return content.create('file--file', fileAttributes(filenameOf(sent), bytes), {});
}

/** The name without a path. Each character of a header is a byte, and the bytes are UTF-8. Escapes are not decoded. */
function filenameOf(sent: string): string {
  const name = new TextDecoder().decode(Uint8Array.from(sent, (byte) => byte.charCodeAt(0)));
  return name.split('/').at(-1) ?? name;
}

/** The files that `uri.url` and the links of pictures lead to. */
export function siteFileRoutes(content: Content): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/sites/default/files/{path+}',
      open: true,
      handle({ parameter }) {
        const filename = parameter('path').split('/').at(-1) ?? '';
        for (
          let place = 0, file = content.at('file--file', 0);
          file !== undefined;
          file = content.at('file--file', ++place)
        ) {
          const { attributes } = file;
          if (attributes.filename !== filename) continue;
          const size = parameter('path').startsWith('styles/') ? 1_024 : Number(attributes.filesize);
          return {
            status: 200,
            headers: { 'content-type': String(attributes.filemime), 'content-length': String(size) },
            body: zeros(size),
          };
        }
        return html(404, 'There is no such file');
      },
    },
  ];
}
