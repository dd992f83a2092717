'use server';

import { redirect } from 'next/navigation';
import { readArticle } from './site.js';

/** A server action that reads with the client of a person. */
export async function read() {
  const id = await readArticle();
  redirect(id ? `/?reads=${id}` : '/?nobody');
}
