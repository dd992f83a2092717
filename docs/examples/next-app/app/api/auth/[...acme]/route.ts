import { auth } from '@/lib/source';

export const { GET, POST } = auth.handlers;
