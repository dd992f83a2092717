import { refuseOption } from '@acme/oauth-core';
import type { AnyType } from './resource.ts';

/** The paths below which a site serves entries, in each language. */
export interface EntryPaths {
  /** `/de`, or nothing for the site's own language. Default of `locale`, here and below: the client's language. */
  language(locale?: string): string;
  /** Where the API itself is: `/de/api`. */
  api(locale?: string): string;
  /** The path of a type, with what follows it: `/api/node/article/{id}/relationships/tags`. */
  of(locale: string | undefined, resource: AnyType, ...rest: readonly (string | undefined)[]): string;
}

/**
 * @param ownLocale The default of calls.
 * @throws {ConfigurationError} naming what can't be part of a path. The methods throw it, too.
 */
export function entryPaths(apiPrefix = '/api', ownLocale?: string): EntryPaths {
  if (!/^(\/[\w.-]+)*$/.test(apiPrefix)) {
    refuseOption('apiPrefix', "must be a path without a slash at its end: '/api', '/jsonapi'");
  }
  function language(locale = ownLocale): string {
    if (locale === undefined) return '';
    if (/^[a-z]{2,3}(-[a-z\d]+)*$/i.test(locale)) return `/${locale}`;
    return refuseOption('locale', "must be a language code: 'de', 'pt-br'");
  }
  const api = (locale?: string): string => language(locale) + apiPrefix;
  return {
    language,
    api,
    of(locale, resource, ...rest) {
      const type = typeof resource === 'string' ? resource : resource?.type; // undefined while modules that import each other load
      const [, entityType, bundle] =
        /^([\w-]+?)--([\w/-]+)$/.exec(type) ?? refuseOption('type', "must be a resource type, such as 'node--article'");
      if (!rest.every((segment) => typeof segment === 'string' && /^[\w-]+$/.test(segment))) {
        refuseOption('id', 'must be a UUID, and field the name of a field');
      }
      return [api(locale), entityType, bundle, ...rest].join('/');
    },
  };
}
