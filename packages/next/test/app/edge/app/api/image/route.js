import { findImage } from '../../../dam.js';

/** A route handler that reads with the client of a person whose tokens are in the cookie. */
export async function GET() {
  const id = await findImage();
  return id ? Response.json({ id }) : Response.json({}, { status: 401 });
}

export const runtime = 'edge';
