'use server';

import { cacheTag } from '@acme/source';
import { updateTag } from 'next/cache';
import { redirect } from 'next/navigation';
import * as z from 'zod';
import { orSignIn, requireSession, signInPath } from '@/lib/sign-in';
import { Article, sourceOf } from '@/lib/source';

const Form = z.object({ title: z.string().min(1).max(255), text: z.string().min(1).max(20_000) });

/** Publishes an article as the person who is signed in, and shows it in the lists at once. */
export async function writeArticle(form: FormData): Promise<void> {
  const source = sourceOf(await requireSession('/account'));
  const { title, text } = Form.parse(Object.fromEntries(form));
  const body = { value: text, summary: text.slice(0, 200), format: 'plain_text' };
  const { id } = await orSignIn(source.create('node--article', { title, status: true, body }), signInPath('/account'));
  updateTag(cacheTag(Article));
  redirect(`/articles/${id}`);
}
