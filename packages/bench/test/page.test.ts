import { describe, expect, it } from 'vitest';
import { chartSvg } from '../src/chart.ts';
import { writeResults } from '../src/page.ts';

const benchmark = { name: 'calls', title: 'Calls' };
const page = '# Benchmarks\n\nBefore.\n\n<!-- benchmarks -->\nold\n<!-- /benchmarks -->\n\nAfter.\n';

describe('the page of results', () => {
  it('has goals, tables and charts between its markers, and keeps the text around them', () => {
    const text = writeResults(page, 'Measured here.', [
      {
        ...benchmark,
        report: {
          method: 'How.',
          tables: [{ columns: ['', 'times'], rows: [['a|b', '2']] }],
          goals: [{ what: 'calls', goal: 'at most 1', result: '2', isMet: false }],
          charts: [{ name: 'bench-calls', title: 'Calls', unit: 'µs', bars: [] }],
          numbers: {},
        },
      },
    ]);
    expect(text).toMatch(/^# Benchmarks\n\nBefore\.\n\n<!-- benchmarks -->\n\nMeasured here\./);
    expect(text).toMatch(/<!-- \/benchmarks -->\n\nAfter\.\n$/);
    expect(text).not.toContain('old');
    expect(text).toContain('| calls | at most 1 | 2 | **missed** |');
    expect(text).toContain('| a\\|b | 2 |');
    expect(text).toContain('![Calls](images/bench-calls.svg)');
  });

  it('says why a benchmark has failed', () => {
    expect(writeResults(page, '', [{ ...benchmark, failure: 'no port' }])).toContain('## Calls\n\nFailed: no port');
  });

  it('is refused without its markers', () => {
    expect(() => writeResults('# Benchmarks', '', [])).toThrow('<!-- benchmarks -->');
  });
});

describe('a chart', () => {
  const bars = [
    { label: '@acme/oauth-core', value: 2 },
    { label: 'a & <b>', value: 4 },
  ];
  const svg = chartSvg({ name: 'bench-x', title: 'X', unit: 'µs', bars });

  it('draws bars in proportion, ours in another colour', () => {
    const widths = [...svg.matchAll(/<rect class="(\w+)".* width="([\d.]+)"/g)].map(([, kind, width]) => [
      kind,
      Number(width),
    ]);
    expect(widths).toEqual([
      ['ours', 220],
      ['peer', 440],
    ]);
  });

  it('can be read in light and dark, and escapes its texts', () => {
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).toContain('a &amp; &lt;b&gt;');
  });
});
