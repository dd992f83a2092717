import { createAuth } from '@acme/next';
import { createSourceClient, defineResource, many, one, type SourceClient, sourceProfile } from '@acme/source';
import { cached } from '@acme/source/next';
import { after } from 'next/server';
import * as z from 'zod';
import { store } from '@/lib/store';

const {
  ACQUIA_SITE_URL: siteUrl = 'https://site.example',
  ACQUIA_CLIENT_ID: clientId = '',
  ACQUIA_CLIENT_SECRET: clientSecret = '',
  SESSION_KEY = '',
} = process.env;

const User = defineResource('user--user', { attributes: z.object({ display_name: z.string() }) });
const Tag = defineResource('taxonomy_term--tags', { attributes: z.object({ name: z.string() }) });

export const Article = defineResource('node--article', {
  attributes: z.object({
    title: z.string(),
    created: z.iso.datetime({ offset: true }),
    body: z.object({ processed: z.string().optional(), summary: z.string().nullish() }),
  }),
  relationships: { uid: one(() => User), tags: many(() => Tag) },
});

/** What everybody may read, without a token. Next.js caches it for a minute, or until its tag is revalidated. */
export const published = cached(createSourceClient({ siteUrl }), { revalidate: 60 });

export const auth = createAuth({
  profile: sourceProfile(siteUrl),
  clientId,
  clientSecret,
  sessionKeys: SESSION_KEY,
  store,
  waitUntil: (work) => after(work),
});

/** The Source client of the person of a session. */
export const sourceOf = (session: Parameters<typeof auth.tokens>[0]): SourceClient =>
  createSourceClient({ siteUrl, tokens: auth.tokens(session) });
