import { damAuth } from '@/lib/dam';

export const { GET, POST } = damAuth.handlers;
