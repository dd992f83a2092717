import type { Content, Entity } from '../data/source-content.ts';
import { RESOURCE_TYPES } from '../data/source-model.ts';
import { type Answer, json } from '../exchange.ts';
import { decode } from '../router.ts';
import { jsonApi } from './document.ts';
import { urlOf } from './resource-object.ts';

/** `/router/translate-path?path=/about`: the entry that a path of the site shows. */
export function translatePath(content: Content, siteUrl: string, langcode: string, path: string | null): Answer {
  if (path === null || path === '') return json(404, { message: 'The path query parameter is missing.' });
  const entity = findByPath(content, decode(path));
  if (entity === undefined)
    return json(404, { message: `Unable to resolve path ${path}.`, details: 'None of the paths fits.' });
  const prefix = langcode === 'en' ? '' : `/${langcode}`;
  const { attributes, type } = entity;
  const { entityType = '', bundle = '', label = '', number = '' } = RESOURCE_TYPES[type] ?? {};
  const alias = aliasOf(entity) ?? `/node/${attributes[number]}`;
  const base = `${siteUrl}${prefix}/api`;
  return json(200, {
    resolved: `${siteUrl}${prefix}${alias}`,
    isHomePath: path === '/',
    entity: {
      canonical: `${siteUrl}${prefix}${alias}`,
      type: entityType,
      bundle,
      id: String(attributes[number]),
      uuid: entity.id,
      langcode,
      path: alias,
    },
    label: attributes[label],
    jsonapi: {
      individual: urlOf(base, entity),
      resourceName: type,
      pathPrefix: 'api',
      basePath: '/api',
      entryPoint: base,
    },
  });
}

/** The home page is the first article. */
function findByPath(content: Content, path: string): Entity | undefined {
  if (path === '/') return content.at('node--article', 0);
  const [, number] = /^\/node\/(\d+)$/.exec(path) ?? [];
  for (const type of ['node--article', 'node--page', 'taxonomy_term--tags']) {
    for (let place = 0, entity = content.at(type, 0); entity !== undefined; entity = content.at(type, ++place)) {
      if (
        aliasOf(entity) === path ||
        (number !== undefined && String(entity.attributes.drupal_internal__nid) === number)
      ) {
        return entity;
      }
    }
  }
  return undefined;
}

function aliasOf({ attributes: { path } }: Entity): string | undefined {
  const { alias } = Object(path) as { alias?: unknown }; // checked in the next line
  return typeof alias === 'string' ? alias : undefined;
}

/** `/api/menu_items/main`: the first four pages; the second is below the first. */
export function menuItems(content: Content, menu: string): Answer | undefined {
  if (menu !== 'main') return undefined;
  const data = [0, 1, 2, 3].flatMap((place) => {
    const page = content.at('node--page', place);
    if (page === undefined) return [];
    return {
      type: 'menu_link_content--menu_link_content',
      id: `menu_link_content:${page.id}`,
      attributes: {
        title: page.attributes.title,
        url: aliasOf(page) ?? '/',
        enabled: true,
        expanded: place === 0,
        menu_name: menu,
        parent: place === 1 ? `menu_link_content:${content.at('node--page', 0)?.id}` : '',
        weight: place,
      },
    };
  });
  return jsonApi(200, { data });
}
