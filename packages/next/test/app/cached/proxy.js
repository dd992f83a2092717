import { guardWith } from '../of-all/guard.js';
import { auth } from './site.js';

export const proxy = guardWith(auth);

export const config = { matcher: ['/account/:path*'] };
