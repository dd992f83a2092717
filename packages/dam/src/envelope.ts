import * as z from 'zod/mini';

/** The part of a page that a search reads. Other members pass unchecked. */
export interface SearchPage {
  readonly items: readonly { readonly id: string }[];
  readonly scroll_id?: string | null | undefined;
  readonly total_count?: number | null | undefined;
  readonly query_syntax_ok?: boolean | null | undefined;
  readonly query_explained?: string | null | undefined;
}

export const SearchPage: z.ZodMiniType<SearchPage> = z.looseObject({
  items: z.array(z.looseObject({ id: z.string() })),
  scroll_id: z.nullish(z.string()),
  total_count: z.nullish(z.number()),
  query_syntax_ok: z.nullish(z.boolean()),
  query_explained: z.nullish(z.string()),
});

/** The part of an asset that waiting for its processing reads. Other members pass unchecked. */
export interface UploadState {
  readonly status: { readonly upload_progress: string };
}

export const UploadState: z.ZodMiniType<UploadState> = z.looseObject({
  status: z.looseObject({ upload_progress: z.string() }),
});
