import { auth } from '@/lib/source';

/** Spares people a page that they can't see. The pages and actions ask for the session all the same. */
export const proxy = auth.proxy({ protect: ['/account/:path*', '/cloud/:path*'] });

export const config = { matcher: ['/account/:path*', '/cloud/:path*'] };
