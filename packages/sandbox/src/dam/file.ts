import { zeros } from '../data/zeros.ts';
import { type Answer, escapeHtml, html } from '../exchange.ts';
import type { Route } from '../router.ts';
import type { Asset, Assets } from './asset.ts';

/** The files that the links of assets lead to. They need no token: at the real service, the links are signed. */
export function fileRoutes(assets: Assets): readonly Route[] {
  const file = (path: string, answer: (asset: Asset) => Answer): Route => ({
    method: 'GET',
    path,
    open: true,
    handle({ parameter }) {
      const asset = assets.find(parameter('id'));
      return asset === undefined ? html(404, 'There is no such file') : answer(asset);
    },
  });

  return [
    file('/download/{id}/{filename}', ({ filename, sizeInBytes }) => ({
      status: 200,
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(sizeInBytes),
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`,
      },
      body: zeros(sizeInBytes),
    })),
    file('/thumbnail/{id}/{size}', (asset) => ({
      status: 200,
      headers: { 'content-type': 'image/svg+xml' },
      body: picture(asset),
    })),
  ];
}

/** A landscape in the asset's own colour, with its name. */
function picture({ id, filename, formatType }: Asset): string {
  const number = Number.parseInt(id.slice(0, 6), 16);
  const colour = (lightness: number): string => `hsl(${number % 360} 40% ${lightness}%)`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200" font-family="system-ui" font-size="13" fill="#fff"><rect width="300" height="200" fill="${colour(72)}"/><circle cx="${60 + (number % 180)}" cy="60" r="26" fill="${colour(92)}"/><path d="M0 150 Q${60 + (number % 70)} 60 160 130 T300 110 V200 H0Z" fill="${colour(48)}"/><path d="M0 175 Q90 ${110 + (number % 40)} 180 165 T300 150 V200 H0Z" fill="${colour(30)}"/><text x="12" y="188">${escapeHtml(filename)} · ${formatType}</text></svg>`;
}
