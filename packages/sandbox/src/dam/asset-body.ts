import type { Asset } from './asset.ts';
import type { Library } from './library.ts';

const EXPANDABLE = [
  'ai_tags',
  'asset_properties',
  'embeds',
  'file_properties',
  'metadata',
  'metadata_info',
  'metadata_vocabulary',
  'security',
  'status',
  'tags',
  'thumbnails',
] as const;

/** An asset as the API writes it. Members that are not expanded are `null`. */
export function assetBody(
  asset: Asset,
  expand: readonly string[],
  now: number,
  baseUrl: string,
  library: Library,
): object {
  const when = <T>(name: (typeof EXPANDABLE)[number], value: () => T): T | null =>
    expand.includes(name) ? value() : null;
  const { releasedAt, expiresAt } = asset;
  const url = `${baseUrl}/v2/assets/${asset.id}`;
  return {
    id: asset.id,
    external_id: externalIdOf(asset),
    version_id: `${asset.id}-1`,
    current_version: true,
    filename: asset.filename,
    created_date: isoSeconds(asset.createdAt),
    last_update_date: isoSeconds(asset.updatedAt),
    file_upload_date: isoSeconds(asset.createdAt),
    deleted_date: dateOrNull(asset.deletedAt),
    released_and_not_expired: releasedAt !== undefined && releasedAt <= now && (expiresAt ?? now + 1) > now,
    ai_tags: when('ai_tags', () => asset.metadata.keywords ?? []),
    asset_properties: when('asset_properties', () => ({ cutline_caption: '', favorite: false, popularity: 0 })),
    embeds: when('embeds', () => embeds(asset, baseUrl)),
    file_properties: when('file_properties', () => fileProperties(asset)),
    metadata: when('metadata', () => ({ fields: metadataFields(asset, library) })),
    metadata_info: when('metadata_info', () => ({
      field_set: asset.metadataType,
      field_set_fields: library.fields.map((field) => ({
        key: field.key,
        label: field.label,
        type: field.type,
        field_type: field.type,
        controlled_vocabulary: field.vocabulary !== undefined,
        editable: true,
        required: field.key === 'title',
        vocabulary: expand.includes('metadata_vocabulary') ? (field.vocabulary ?? null) : null,
      })),
    })),
    security: when('security', () => securityBody(asset)),
    status: when('status', () => ({ upload_progress: now >= asset.processedAt ? 'complete' : 'verifying' })),
    tags: when('tags', () => []),
    thumbnails: when('thumbnails', () => thumbnails(asset, now, baseUrl)),
    expanded: Object.fromEntries(EXPANDABLE.map((name) => [name, expand.includes(name)])),
    _links: {
      self: url,
      self_all: `${url}?expand=${EXPANDABLE.join(',')}`,
      download: `${baseUrl}/download/${asset.id}/${encodeURIComponent(asset.filename)}`,
    },
  };
}

/** Every field of the metadata type. A field without a value is an empty list. */
export const metadataFields = (asset: Asset, library: Library): Readonly<Record<string, readonly string[]>> => ({
  ...Object.fromEntries(library.fields.map(({ key }) => [key, []])),
  ...asset.metadata,
});

export const securityBody = ({ assetGroups, releasedAt, expiresAt }: Asset): object => ({
  asset_groups: assetGroups,
  expiration_date: dateOrNull(expiresAt),
  release_date: dateOrNull(releasedAt),
});

export const externalIdOf = ({ id }: Asset): string => id.replaceAll('-', '').slice(-10);

function fileProperties({ format, formatType, sizeInBytes }: Asset): object {
  const size = { aspect_ratio: 1.5, height: 800, width: 1_200 };
  return {
    format,
    format_type: formatType,
    image_properties: formatType === 'image' ? size : null,
    size_in_bytes: sizeInBytes,
    size_in_kbytes: Math.ceil(sizeInBytes / 1_024),
    video_properties: formatType === 'video' ? { ...size, duration: 12.5 } : null,
  };
}

/** The first two have their own forms. All others are sizes that a site has set up. */
function embeds(asset: Asset, baseUrl: string): object {
  const content = `${baseUrl}/content/${externalIdOf(asset)}`;
  const embed = (format: string, query: string, withHtml: boolean): object => {
    const url = `${content}/${format}/${encodeURIComponent(asset.filename)}${query}`;
    return {
      url,
      share: `${url}${query === '' ? '?' : '&'}x.share=t`,
      html: withHtml ? `<img src="${url}" alt="">` : null,
      apps: [],
    };
  };
  return {
    original: embed('original', '?download=true', true),
    templated: embed('{size}px', '?keep={scale}&quality={quality}', false),
    '640px-landscape': embed('640px', '?keep=c', true),
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

const dateOrNull = (ms: number | undefined): string | null => (ms === undefined ? null : isoSeconds(ms));
export const isoSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** `expand=a,b`: one parameter with commas. */
export const readExpand = (query: URLSearchParams): readonly string[] => (query.get('expand') ?? '').split(',');
