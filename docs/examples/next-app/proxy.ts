import { auth } from '@/lib/source';

/** Sends people to the sign-in before a page is made. The pages and actions still have to check the session. */
export const proxy = auth.proxy({ protect: ['/account/:path*', '/cloud/:path*'] });

export const config = { matcher: ['/account/:path*', '/cloud/:path*'] };
