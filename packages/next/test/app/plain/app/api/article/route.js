import { readArticle } from '../../../site.js';

/** A route handler that reads with the client of a person. */
export async function GET() {
  const id = await readArticle();
  return id ? Response.json({ id }) : Response.json({}, { status: 401 });
}
