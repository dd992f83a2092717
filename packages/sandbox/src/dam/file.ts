import { zeros } from '../data/zeros.ts';
import { type Answer, escapeHtml, html } from '../exchange.ts';
import type { Route } from '../router.ts';
import type { Asset, Assets } from './asset.ts';

/** What the links of assets lead to. They are signed at the real service, so that nobody sends a token there. */
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
    file('/thumbnail/{id}/{size}', ({ filename, formatType }) => ({
      status: 200,
      headers: { 'content-type': 'image/svg+xml' },
      body: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200"><rect width="300" height="200" fill="#456"/><text x="150" y="90" fill="#fff" font-family="system-ui" font-size="18" text-anchor="middle">${escapeHtml(filename)}<tspan x="150" dy="30">${formatType}</tspan></text></svg>`,
    })),
  ];
}
