import { type Answer, json } from '../exchange.ts';

export const badRequest = (message: string): Answer => json(400, { error: 'bad_request', message });
export const notFound = (message: string): Answer => json(404, { error: 'not_found', message });
export const conflict = (message: string): Answer => json(409, { error: 'conflict', message });
