import * as z from 'zod/mini';

/** What a list needs of its HAL document (draft-kelly-json-hal); everything else passes. */
export interface Collection {
  readonly total?: number | undefined;
  readonly pagination?: { readonly total?: number | undefined; readonly offset?: number | undefined } | undefined;
  readonly _links?: Readonly<Record<string, unknown>> | undefined;
  readonly _embedded: { readonly items: readonly unknown[] };
}

export const Collection: z.ZodMiniType<Collection> = z.looseObject({
  total: z.optional(z.number()),
  pagination: z.optional(z.looseObject({ total: z.optional(z.number()), offset: z.optional(z.number()) })),
  _links: z.optional(z.record(z.string(), z.unknown())),
  _embedded: z.looseObject({ items: z.array(z.unknown()) }),
});

/** What waiting for a task needs of its notification; everything else passes. */
export interface TaskState {
  readonly uuid: string;
  readonly status: string;
  readonly progress?: number | null | undefined;
  readonly completed_at?: string | null | undefined;
}

export const TaskState: z.ZodMiniType<TaskState> = z.looseObject({
  uuid: z.string(),
  status: z.string(),
  progress: z.optional(z.nullable(z.number())),
  completed_at: z.optional(z.nullable(z.string())),
});
