import type { ApiOperation } from '../openapi/document.ts';
import { capitalised } from './words.ts';

/** The kind of thing that an operation changes: `DELETE /environments/{environmentId}/crons/{cronId}` => `cron`. */
export function nounOf(path: string): string {
  const segments = path
    .replace(/\/actions\/.*/, '')
    .split('/')
    .filter((segment) => segment !== '' && !segment.includes('{'));
  const [parent, own] = [segments.at(-2), segments.at(-1) ?? 'resource'];
  const words = own === 'backups' ? `${singular(parent ?? '')} ${singular(own)}` : singular(own);
  return words.replaceAll('-', ' ').trim();
}

/** The name of the task that an operation starts: `Database backup created`. */
export function labelOf({ method, path }: ApiOperation): string {
  const [, action] = /\/actions\/([\w-]+)$/.exec(path) ?? [];
  const done = action?.replaceAll('-', ' ') ?? DONE[method] ?? 'changed';
  return capitalised(`${nounOf(path)} ${done}`);
}

/** `The database backup is being created.` */
export function messageOf({ method, path, status }: ApiOperation): string {
  const [, action] = /\/actions\/([\w-]+)$/.exec(path) ?? [];
  if (action !== undefined) return `Done: ${action.replaceAll('-', ' ')} (${nounOf(path)}).`;
  return `The ${nounOf(path)} ${status === 202 ? 'is being' : 'was'} ${DONE[method] ?? 'changed'}.`;
}

const DONE: Readonly<Record<string, string>> = { POST: 'created', PUT: 'changed', PATCH: 'changed', DELETE: 'deleted' };

const singular = (word: string): string => (/(ss|us|dns|aliases)$/.test(word) ? word : word.replace(/s$/, ''));
