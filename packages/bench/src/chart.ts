import type { Chart } from './benchmark.ts';

const width = 720;
const labelWidth = 190;
const valueWidth = 90;
const rowHeight = 26;
const top = 40;

/** The chart as SVG: bars from zero, ours in another colour. Colours follow the reader's light or dark setting. */
export function chartSvg({ title, unit, bars }: Chart): string {
  const most = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  const height = top + bars.length * rowHeight + 10;
  const rows = bars.map(({ label, value }, index) => {
    const y = top + index * rowHeight;
    const length = Math.max(1, (Math.max(value, 0) / most) * (width - labelWidth - valueWidth));
    const shown = `${Number.isInteger(value) ? value : value.toFixed(value < 10 ? 2 : 1)}${unit && ` ${unit}`}`;
    return [
      `<text x="${labelWidth - 8}" y="${y + 15}" text-anchor="end">${escapeText(label)}</text>`,
      `<rect class="${label.startsWith('@acme/') ? 'ours' : 'peer'}" x="${labelWidth}" y="${y + 2}" width="${length.toFixed(1)}" height="${rowHeight - 8}" rx="2"/>`,
      `<text x="${(labelWidth + length + 6).toFixed(1)}" y="${y + 15}">${escapeText(shown)}</text>`,
    ].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeText(title)}">
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.title { font-weight: 600; }
.ours { fill: #0969da; }
.peer { fill: #8c959f; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.ours { fill: #58a6ff; }
.peer { fill: #6e7681; }
}
</style>
<text class="title" x="8" y="22">${escapeText(title)}</text>
${rows.join('\n')}
</svg>
`;
}

const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
