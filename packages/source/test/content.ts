import { type AnyResource, defineResource, many, one } from '@acme/source';
import * as z from 'zod';

const when = z.iso.datetime({ offset: true });

/** Some of the content model of the sandbox's site. */
export const User = defineResource('user--user', { attributes: z.object({ display_name: z.string() }) });
export const File = defineResource('file--file', {
  attributes: z.object({ filename: z.string(), filemime: z.string() }),
  relationships: { uid: one(() => User) },
});
export const Image = defineResource('media--image', {
  attributes: z.object({ name: z.string() }),
  relationships: { uid: one(() => User), field_media_image: one(() => File) },
});
export const Tag = defineResource('taxonomy_term--tags', {
  attributes: z.object({ name: z.string(), weight: z.int() }),
  relationships: { parent: many((): AnyResource => Tag) },
});
export const Article = defineResource('node--article', {
  attributes: z.object({ title: z.string(), status: z.boolean(), created: when }),
  relationships: { uid: one(() => User), tags: many(() => Tag), media: one(() => Image), field_image: one(() => File) },
});
