import type { Clock } from '../clock.ts';
import { createRandom } from '../random.ts';

export interface Asset {
  readonly id: string;
  readonly filename: string;
  readonly format: string;
  readonly formatType: string;
  readonly sizeInBytes: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly metadata: Readonly<Record<string, readonly string[]>>;
  /** When an uploaded file is through; milliseconds since the epoch. */
  readonly processedAt: number;
}

/** Every asset there is: those made from the seed when they are asked for, and after them what was uploaded. */
export interface Assets {
  readonly count: number;
  /** Oldest first. By creation time, filename and size alike, so that every sorting is this order or its reverse. */
  at(index: number): Asset | undefined;
  find(id: string): Asset | undefined;
  add(details: Pick<Asset, 'filename' | 'sizeInBytes' | 'metadata'>): Asset;
}

const FORMATS = [
  ['jpg', 'JPEG', 'image'],
  ['png', 'PNG', 'image'],
  ['mp4', 'MPEG4', 'video'],
  ['pdf', 'PDF', 'office'],
] as const;
const FIRST_CREATED_AT = Date.UTC(2020, 0, 1);

export function createAssets(seed: number, made: number, clock: Clock, processingMs: number): Assets {
  const uploaded: Asset[] = [];
  const byId = new Map<string, Asset>();
  const uploads = createRandom(`${seed} uploads`);

  const make = (index: number): Asset => {
    const random = createRandom(`${seed} asset ${index}`);
    const [extension, format, formatType] = random.pick(FORMATS);
    const createdAt = FIRST_CREATED_AT + index * 60_000;
    return {
      id: idOf(random.uuid(), index),
      filename: `asset-${String(index + 1).padStart(9, '0')}.${extension}`,
      format,
      formatType,
      sizeInBytes: 10_000 + index * 100,
      createdAt,
      metadata: { title: [`Asset ${index + 1}`], keywords: [] },
      processedAt: createdAt,
    };
  };

  return {
    get count() {
      return made + uploaded.length;
    },
    at: (index) => (index < 0 ? undefined : index < made ? make(index) : uploaded[index - made]),
    find(id) {
      const index = Number.parseInt(id.slice(24), 16);
      const asset = index >= 0 && index < made ? make(index) : undefined;
      return asset?.id === id ? asset : byId.get(id);
    },
    add({ filename, sizeInBytes, metadata }) {
      const extension = filename.split('.').at(-1)?.toLowerCase();
      const [, format, formatType] = FORMATS.find(([known]) => known === extension) ?? ['bin', 'UNKNOWN', 'unknown'];
      const createdAt = clock.now();
      const asset: Asset = {
        id: idOf(uploads.uuid(), made + uploaded.length),
        filename,
        format,
        formatType,
        sizeInBytes,
        createdAt,
        metadata,
        processedAt: createdAt + processingMs,
      };
      uploaded.push(asset);
      byId.set(asset.id, asset);
      return asset;
    },
  };
}

/** A UUID whose last part says which asset it is: finding one needs no memory. */
const idOf = (uuid: string, index: number): string => uuid.slice(0, 24) + index.toString(16).padStart(12, '0');

const EXPANDABLE = [
  'ai_tags',
  'asset_properties',
  'embeds',
  'file_properties',
  'metadata',
  'metadata_info',
  'metadata_vocabulary',
  'security',
  'tags',
  'thumbnails',
] as const;

/** An asset as the API writes it: what isn't expanded is there, and null. */
export function assetBody(asset: Asset, expand: readonly string[], now: number, baseUrl: string): object {
  const expanded = Object.fromEntries(EXPANDABLE.map((name) => [name, expand.includes(name)]));
  const when = <T>(name: string, value: () => T): T | null => (expand.includes(name) ? value() : null);
  const date = isoSeconds(asset.createdAt);
  return {
    id: asset.id,
    external_id: asset.id.replaceAll('-', '').slice(-10),
    version_id: `${asset.id}-1`,
    current_version: true,
    filename: asset.filename,
    created_date: date,
    last_update_date: date,
    file_upload_date: date,
    deleted_date: null,
    released_and_not_expired: true,
    ai_tags: when('ai_tags', () => []),
    asset_properties: when('asset_properties', () => ({ cutline_caption: '', favorite: false, popularity: 0 })),
    embeds: when('embeds', () => ({})),
    file_properties: when('file_properties', () => ({
      format: asset.format,
      format_type: asset.formatType,
      image_properties: null,
      size_in_bytes: asset.sizeInBytes,
      size_in_kbytes: Math.ceil(asset.sizeInBytes / 1024),
      video_properties: null,
    })),
    metadata: when('metadata', () => ({ fields: asset.metadata })),
    metadata_info: when('metadata_info', () => ({ field_set: 'Default', field_set_fields: [] })),
    security: when('security', () => ({ asset_groups: ['All'], expiration_date: null, release_date: date })),
    status: when('status', () => ({ upload_progress: now >= asset.processedAt ? 'complete' : 'verifying' })),
    tags: when('tags', () => []),
    thumbnails: when('thumbnails', () => thumbnails(asset, now, baseUrl)),
    expanded,
    _links: {
      self: `${baseUrl}/v2/assets/${asset.id}`,
      download: `${baseUrl}/download/${asset.id}/${encodeURIComponent(asset.filename)}`,
    },
  };
}

function thumbnails(asset: Asset, now: number, baseUrl: string): object {
  const validUntil = isoSeconds(now + 86_400_000);
  return Object.fromEntries(
    ['125px', '160px', '300px', '600px', '2048px'].map((size) => [
      size,
      { url: `${baseUrl}/thumbnail/${asset.id}/${size}`, valid_until: validUntil },
    ]),
  );
}

const isoSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** `expand=a,b`: one parameter with commas. */
export const readExpand = (query: URLSearchParams): readonly string[] => (query.get('expand') ?? '').split(',');
