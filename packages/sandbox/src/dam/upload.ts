import { type Answer, json, readJson } from '../exchange.ts';
import { MultipartError, readMultipart, readText } from '../multipart.ts';
import type { Context, Route } from '../router.ts';
import { createSha256, hex } from '../sha256.ts';
import type { World } from '../world.ts';
import type { Assets } from './asset.ts';
import type { RateLimit } from './rate-limit.ts';
import { badRequest, conflict, notFound } from './refusal.ts';

/** What is known of a file, or of a piece of one. Its bytes are not kept. */
export interface ReceivedBytes {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** A file that was uploaded and became an asset. */
export interface Upload {
  readonly assetId: string;
  readonly filename: string;
  readonly profile: string;
  readonly bytes: number;
  /** The chunks, by their numbers; one for a file that came in one piece; none for a URL. */
  readonly chunks: readonly ReceivedBytes[];
}

interface Session {
  readonly expiresAt: number;
  readonly chunks: Map<number, ReceivedBytes & { readonly tag: string }>;
  fileId?: string;
}

const SESSION_LIFETIME_MS = 7 * 86_400_000;
const MOST_CHUNKS = 10_000;
const LARGEST_CHUNK = 100_000_000;
const SMALLEST_CHUNK = 5 * 2 ** 20;
const UPLOAD_PROFILES: readonly string[] = ['Default', 'Brand images'];

/** `/v2/uploads`: a file in one piece, or in chunks, which may come in any order and more than once. */
export function uploadRoutes(
  world: World,
  rateLimit: RateLimit,
  assets: Assets,
  uploads: Upload[],
  baseUrl: string,
): readonly Route[] {
  const sessions = new Map<string, Session>();
  const files = new Map<string, readonly ReceivedBytes[]>();
  const smallestChunk = world.options.dam?.smallestChunk ?? SMALLEST_CHUNK;

  const findSession = (id: string | undefined): Session | undefined => {
    const session = sessions.get(id ?? '');
    return session !== undefined && session.expiresAt > world.clock.now() ? session : undefined;
  };

  const takeChunk = ({ fields, file }: Form): Answer => {
    const session = findSession(fields.get('session_id'));
    const number = Number(fields.get('chunk_number'));
    if (session === undefined) return notFound('This upload session is unknown or older than 7 days.');
    if (session.fileId !== undefined) return conflict('This upload session is complete.');
    if (!Number.isInteger(number) || number < 1 || number > MOST_CHUNKS) {
      return badRequest(`chunk_number is from 1 to ${MOST_CHUNKS}.`);
    }
    if (file === undefined) return badRequest('The part file is missing.');
    if (file.bytes > LARGEST_CHUNK) return json(413, { error: 'too_large', message: 'A chunk has 100 MB at most.' });
    const tag = world.random.text(32);
    session.chunks.set(number, { ...file, tag }); // a chunk that comes again replaces the first
    return json(200, { tag });
  };

  return [
    {
      method: 'GET',
      path: '/v2/uploads/profiles',
      handle: () =>
        json(
          200,
          UPLOAD_PROFILES.map((name) => ({
            name,
            asset_groups: ['All'],
            immediate_release: true,
            metadata_type: 'Default',
            release_date: null,
          })),
        ),
    },
    {
      method: 'POST',
      path: '/v2/uploads/chunks/start',
      handle() {
        const id = world.random.uuid();
        sessions.set(id, { expiresAt: world.clock.now() + SESSION_LIFETIME_MS, chunks: new Map() });
        return json(200, { session_id: id });
      },
    },
    {
      method: 'POST',
      path: '/v2/uploads/chunks/upload',
      handle: (context) => rateLimit.admitChunk(() => withForm(context, takeChunk)),
    },
    {
      method: 'POST',
      path: '/v2/uploads/chunks/complete',
      async handle({ arrival }) {
        const body = await readJson(arrival);
        if (body === undefined) return badRequest('The body must be a JSON object.');
        const session = findSession(typeof body.session_id === 'string' ? body.session_id : undefined);
        if (session === undefined) return notFound('This upload session is unknown or older than 7 days.');
        const chunks = [...session.chunks].sort(([a], [b]) => a - b);
        const missing = chunks.findIndex(([number], index) => number !== index + 1);
        if (chunks.length === 0 || missing !== -1)
          return badRequest(`Chunk ${missing === -1 ? 1 : missing + 1} is missing.`);
        const tags = new Set(Array.isArray(body.tags) ? body.tags : []);
        if (tags.size !== chunks.length || !chunks.every(([, { tag }]) => tags.has(tag))) {
          return badRequest('The tags are not those of the chunks.');
        }
        const small = chunks.slice(0, -1).find(([, { bytes }]) => bytes < smallestChunk);
        if (small !== undefined)
          return badRequest(`Chunk ${small[0]} has less than ${smallestChunk} bytes, and is not the last.`);
        if (session.fileId === undefined) {
          session.fileId = world.random.uuid();
          files.set(
            session.fileId,
            chunks.map(([, { bytes, sha256 }]) => ({ bytes, sha256 })),
          );
        }
        return json(200, { file_id: session.fileId });
      },
    },
    {
      method: 'POST',
      path: '/v2/uploads',
      handle: (context) =>
        withForm(context, ({ fields, file }) => {
          const [profile, filename, fileId] = [fields.get('profile'), fields.get('filename'), fields.get('file_id')];
          const given = [file, fileId, fields.get('url')].filter((way) => way !== undefined);
          if (given.length !== 1) return badRequest('Exactly one of file, file_id and url is needed.');
          if (filename === undefined || filename === '') return badRequest('The field filename is missing.');
          if (profile === undefined || !UPLOAD_PROFILES.includes(profile)) {
            return badRequest(`The profile is one of: ${UPLOAD_PROFILES.join(', ')}.`);
          }
          const metadata = readMetadata(fields.get('metadata'));
          if (metadata === undefined) return badRequest('metadata is JSON text: {"fields": {"key": ["value"]}}.');
          const chunks = file !== undefined ? [file] : fileId === undefined ? [] : files.get(fileId);
          if (chunks === undefined) return notFound('This file_id is unknown or was used.');
          if (fileId !== undefined) files.delete(fileId);

          const bytes = chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
          const asset = assets.add({ filename, sizeInBytes: bytes, metadata });
          uploads.push({ assetId: asset.id, filename, profile, bytes, chunks });
          return json(200, { _links: { self: `${baseUrl}/v2/assets/${asset.id}` } });
        }),
    },
  ];
}

interface Form {
  readonly fields: ReadonlyMap<string, string>;
  readonly file: ReceivedBytes | undefined;
}

/** Reads the form to its end, the file piece by piece, and then calls `decide`. */
async function withForm({ arrival }: Context, decide: (form: Form) => Answer): Promise<Answer> {
  const fields = new Map<string, string>();
  let file: ReceivedBytes | undefined;
  try {
    for await (const part of readMultipart(arrival)) {
      if (part.name === 'file') file = await receive(part.body);
      else fields.set(part.name, await readText(part.body));
    }
  } catch (error) {
    if (error instanceof MultipartError) return badRequest(error.message);
    throw error;
  }
  return decide({ fields, file });
}

async function receive(body: AsyncIterable<Uint8Array>): Promise<ReceivedBytes> {
  const hasher = createSha256();
  let bytes = 0;
  for await (const piece of body) {
    hasher.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hex(hasher.digest()) };
}

function readMetadata(text: string | undefined): Readonly<Record<string, readonly string[]>> | undefined {
  if (text === undefined) return {};
  try {
    const { fields } = JSON.parse(text) as { fields?: unknown }; // checked in the next line
    if (typeof fields !== 'object' || fields === null) return undefined;
    const entries = Object.entries(fields);
    return entries.every(([, values]) => Array.isArray(values) && values.every((value) => typeof value === 'string'))
      ? Object.fromEntries(entries)
      : undefined;
  } catch {
    return undefined; // not JSON
  }
}
