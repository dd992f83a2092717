import { guardWith } from '../of-all/guard.js';
import { auth } from './site.js';

export const middleware = guardWith(auth);

export const config = { matcher: ['/account/:path*'] };
