import { guardWith } from '../shared/guard.js';
import { auth } from './site.js';

export const middleware = guardWith(auth);

export const config = { matcher: ['/account/:path*'] };
