import { damAuth } from '../../../../dam.js';

export const { GET, POST } = damAuth.handlers;

export const runtime = 'edge';
