import { auth } from '../../../../site.js';

export const { GET, POST } = auth.handlers;
