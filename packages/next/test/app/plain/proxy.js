import { auth } from '../site.js';

export const proxy = auth.proxy({ protect: ['/account/:path*'] });

export const config = { matcher: ['/account/:path*'] };
