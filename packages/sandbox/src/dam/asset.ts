import type { Clock } from '../clock.ts';
import { hashed, picked, scattered } from '../data/hash.ts';
import { createUuids } from '../data/uuids.ts';
import { adjectives, nouns } from '../data/words.ts';

/** The fields of an asset that can be changed. */
export interface AssetFields {
  readonly filename: string;
  readonly metadata: Readonly<Record<string, readonly string[]>>;
  /** Names. */
  readonly assetGroups: readonly string[];
  /** Milliseconds since the epoch, like all times here. */
  readonly releasedAt: number | undefined;
  readonly expiresAt: number | undefined;
  /** The name of the metadata type, which decides what fields the asset has. */
  readonly metadataType: string;
  /** Numbers of categories. */
  readonly categories: readonly number[];
}

export interface Asset extends AssetFields {
  readonly id: string;
  readonly format: string;
  readonly formatType: string;
  readonly sizeInBytes: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When the processing of an uploaded file ends. */
  readonly processedAt: number;
  readonly deletedAt: number | undefined;
}

/**
 * All assets. Those that are made from the seed are computed when they are asked for, field by field, so that a million
 * of them cost nothing. Those that were touched (uploaded, changed or deleted) are kept.
 */
export interface Assets {
  /** How many are made from the seed. */
  readonly made: number;
  /** The nth of them, as it was made. Creation time, filename and size all grow with n, so each sort has this order. */
  original(index: number): Asset;
  /** The assets that were uploaded, changed or deleted, by id. */
  readonly touched: ReadonlyMap<string, Asset>;
  /** The indexes of those among them that were made from the seed. */
  readonly touchedIndexes: ReadonlySet<number>;
  find(id: string): Asset | undefined;
  add(details: Pick<Asset, 'filename' | 'sizeInBytes' | 'metadata'>): Asset;
  change(asset: Asset, fields: Partial<AssetFields>): void;
  remove(asset: Asset): void;
}

const FORMATS = [
  ['jpg', 'JPEG', 'image'],
  ['png', 'PNG', 'image'],
  ['mp4', 'MPEG4', 'video'],
  ['pdf', 'PDF', 'office'],
] as const;
const FIRST_CREATED_AT = Date.UTC(2020, 0, 1);
export const ASSET_TYPES = ['Illustration', 'Logo', 'Photograph', 'Presentation'] as const;
export const METADATA_TYPE = 'Default';
/** How many categories the library has. They are numbered from 0. */
export const CATEGORIES = 12;

const ALL_GROUPS: readonly string[] = ['All'];

export function createAssets(seed: number, made: number, clock: Clock, processingMs: number): Assets {
  const uuids = createUuids(`${seed} assets`);
  const uploadUuids = createUuids(`${seed} uploads`);
  const seeded = hashed(`${seed} assets`);
  const touched = new Map<string, Asset>();
  const touchedIndexes = new Set<number>();
  let uploads = 0;

  /** A class, whose getters are made only once: a search through a million assets reads only a field or two of each. */
  class MadeAsset implements Asset {
    readonly updatedAt: number;
    readonly processedAt: number;
    readonly releasedAt: number;
    readonly expiresAt = undefined;
    readonly deletedAt = undefined;
    readonly assetGroups = ALL_GROUPS;
    readonly metadataType = METADATA_TYPE;
    readonly #index: number;
    readonly #number: number;

    constructor(index: number) {
      this.#index = index;
      this.#number = scattered(seeded ^ index);
      this.updatedAt = this.processedAt = this.releasedAt = this.createdAt;
    }

    get id(): string {
      return uuids.at(this.#index);
    }
    get createdAt(): number {
      return FIRST_CREATED_AT + this.#index * 60_000;
    }
    get sizeInBytes(): number {
      return 10_000 + this.#index * 100;
    }
    get filename(): string {
      return `asset-${String(this.#index + 1).padStart(9, '0')}.${picked(FORMATS, this.#number)[0]}`;
    }
    get format(): string {
      return picked(FORMATS, this.#number)[1];
    }
    get formatType(): string {
      return picked(FORMATS, this.#number)[2];
    }
    get metadata(): Asset['metadata'] {
      const words = [picked(adjectives, this.#number >>> 4), picked(nouns, this.#number >>> 9)];
      return {
        title: [`Asset ${this.#index + 1}`],
        description: [`A ${words.join(' ')}.`],
        keywords: words,
        assetType: [picked(ASSET_TYPES, this.#number >>> 14)],
      };
    }
    get categories(): readonly number[] {
      return [(this.#number >>> 18) % CATEGORIES];
    }
  }
  const original = (index: number): Asset => new MadeAsset(index);

  const keep = (asset: Asset): void => {
    touched.set(asset.id, asset);
    const index = uuids.numberOf(asset.id);
    if (index !== undefined) touchedIndexes.add(index);
  };

  return {
    made,
    original,
    touched,
    touchedIndexes,
    find(id) {
      const index = uuids.numberOf(id);
      return touched.get(id) ?? (index !== undefined && index < made ? original(index) : undefined);
    },
    add({ filename, sizeInBytes, metadata }) {
      const extension = filename.split('.').at(-1)?.toLowerCase();
      const [, format, formatType] = FORMATS.find(([known]) => known === extension) ?? ['bin', 'UNKNOWN', 'unknown'];
      const createdAt = clock.now();
      const asset: Asset = {
        id: uploadUuids.at(uploads++),
        filename,
        format,
        formatType,
        sizeInBytes,
        createdAt,
        updatedAt: createdAt,
        processedAt: createdAt + processingMs,
        deletedAt: undefined,
        metadata,
        assetGroups: ALL_GROUPS,
        releasedAt: createdAt,
        expiresAt: undefined,
        metadataType: METADATA_TYPE,
        categories: [],
      };
      keep(asset);
      return asset;
    },
    change: (asset, fields) => keep({ ...plain(asset), ...fields, updatedAt: clock.now() }),
    remove: (asset) => keep({ ...plain(asset), deletedAt: clock.now() }),
  };
}

/** A copy whose fields are its own properties. The getters of `MadeAsset` could not be spread. */
const plain = (asset: Asset): Asset => ({
  id: asset.id,
  filename: asset.filename,
  format: asset.format,
  formatType: asset.formatType,
  sizeInBytes: asset.sizeInBytes,
  createdAt: asset.createdAt,
  updatedAt: asset.updatedAt,
  processedAt: asset.processedAt,
  deletedAt: asset.deletedAt,
  metadata: asset.metadata,
  assetGroups: asset.assetGroups,
  releasedAt: asset.releasedAt,
  expiresAt: asset.expiresAt,
  metadataType: asset.metadataType,
  categories: asset.categories,
});
