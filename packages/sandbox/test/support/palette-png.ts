import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** Colours that differ less than this in each channel become one: edges of letters have thousands. */
const STEP_BITS = 3;
const MOST_COLOURS = 256;

/** A screenshot (RGB, 8 bits a channel) as a PNG with a palette: a third of the size, for the documentation. */
export function toPalettePng(screenshot: Buffer): Buffer {
  const header = screenshot.subarray(16, 29);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  if (header.readUInt16BE(8) !== 0x0802) throw new Error('This is not an RGB image of 8 bits a channel.');
  const pixels = unfiltered(inflateSync(Buffer.concat(chunksOf(screenshot, 'IDAT'))), width * 3, height);

  const palette = paletteOf(pixels);
  const indices = new Map<number, number>();
  const rows = Buffer.alloc(height * (width + 1)); // each begins with a 0: no filter
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = pixels.readUIntBE((y * width + x) * 3, 3);
      let index = indices.get(colour);
      if (index === undefined) {
        index = nearest(palette, colour);
        indices.set(colour, index);
      }
      rows[y * (width + 1) + 1 + x] = index;
    }
  }

  const indexed = Buffer.from(header);
  indexed[9] = 3; // the colour type: a palette
  const colours = Buffer.concat(
    palette.map((colour) => Buffer.from([colour >> 16, (colour >> 8) & 255, colour & 255])),
  );
  return Buffer.concat([
    screenshot.subarray(0, 8),
    chunk('IHDR', indexed),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunksOf(png: Buffer, type: string): Buffer[] {
  const found: Buffer[] = [];
  for (let offset = 8; offset < png.length; offset += 12 + png.readUInt32BE(offset)) {
    if (png.toString('latin1', offset + 4, offset + 8) !== type) continue;
    found.push(png.subarray(offset + 8, offset + 8 + png.readUInt32BE(offset)));
  }
  return found;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

/** Takes the filters of PNG (specification, section 9) off its rows. */
function unfiltered(filtered: Buffer, rowBytes: number, height: number): Buffer {
  const pixels = Buffer.alloc(rowBytes * height);
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (rowBytes + 1)];
    for (let x = 0; x < rowBytes; x++) {
      const at = y * rowBytes + x;
      const left = x >= 3 ? (pixels[at - 3] ?? 0) : 0;
      const above = y > 0 ? (pixels[at - rowBytes] ?? 0) : 0;
      const corner = x >= 3 && y > 0 ? (pixels[at - rowBytes - 3] ?? 0) : 0;
      const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter ?? 0] ?? 0;
      pixels[at] = (filtered[y * (rowBytes + 1) + 1 + x] ?? 0) + predicted;
    }
  }
  return pixels;
}

function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(estimate - value)) as [
    number,
    number,
    number,
  ]; // as many as went in
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** The commonest colours, one of each neighbourhood. */
function paletteOf(pixels: Buffer): number[] {
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += 3) {
    const colour = pixels.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const neighbourhoods = new Map<number, number>();
  for (const [colour] of [...counts].sort(([, a], [, b]) => b - a)) {
    const mask = 255 & ~((1 << STEP_BITS) - 1);
    const neighbourhood = colour & ((mask << 16) | (mask << 8) | mask);
    if (!neighbourhoods.has(neighbourhood)) neighbourhoods.set(neighbourhood, colour);
  }
  return [...neighbourhoods.values()].slice(0, MOST_COLOURS);
}

function nearest(palette: readonly number[], colour: number): number {
  let [best, least] = [0, Infinity];
  for (const [index, candidate] of palette.entries()) {
    const distance =
      Math.abs((candidate >> 16) - (colour >> 16)) +
      Math.abs(((candidate >> 8) & 255) - ((colour >> 8) & 255)) +
      Math.abs((candidate & 255) - (colour & 255));
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}
