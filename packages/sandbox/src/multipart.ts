import { type Arrival, mediaType } from './exchange.ts';

/** One part of a form, while it is read. When the next part is asked for, the rest of this body is skipped. */
export interface Part {
  readonly name: string;
  readonly filename: string | undefined;
  readonly body: AsyncIterable<Uint8Array>;
}

/** The body isn't the multipart form that it says it is. */
export class MultipartError extends Error {
  override readonly name = 'MultipartError';
}

const CR_LF = new Uint8Array([13, 10]);
const BLANK_LINE = new Uint8Array([13, 10, 13, 10]);
const DASHES = 0x2d2d;
const LONGEST_HEAD = 16_384;
const LONGEST_FIELD = 1_000_000;

/**
 * The parts of a `multipart/form-data` body (RFC 7578), piece by piece: no part is ever in memory as a whole.
 *
 * @throws {MultipartError} while it is read, if there is no boundary, or the body ends too early.
 */
export async function* readMultipart(arrival: Arrival): AsyncGenerator<Part> {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(arrival.header('content-type') ?? '') ?? [];
  const boundary = quoted ?? plain;
  if (mediaType(arrival) !== 'multipart/form-data' || boundary === undefined) {
    throw new MultipartError('The body must be multipart/form-data with a boundary.');
  }
  const delimiter = new TextEncoder().encode(`\r\n--${boundary}`);
  const input = createInput(arrival.body);
  input.prepend(CR_LF); // so that the first delimiter looks like every other one
  for await (const _ of input.until(delimiter)); // the preamble

  for (;;) {
    const [first = 0, second = 0] = await input.take(2);
    if (((first << 8) | second) === DASHES) return;
    if (first !== 13 || second !== 10) throw new MultipartError('A boundary is followed by something else.');
    const part = readHead(await input.head());
    let done = false;
    const body = async function* (): AsyncGenerator<Uint8Array> {
      yield* input.until(delimiter);
      done = true;
    };
    const pieces = body();
    yield { ...part, body: pieces };
    if (!done) for await (const _ of pieces); // skips what the caller did not read
  }
}

/**
 * A field that is a text.
 *
 * @throws {MultipartError} if it is too long.
 */
export async function readText(body: Part['body']): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of body) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > LONGEST_FIELD) throw new MultipartError('A field is too long.');
  }
  return text + decoder.decode();
}

function readHead(head: string): { name: string; filename: string | undefined } {
  const disposition = head.split('\r\n').find((line) => /^content-disposition:/i.test(line)) ?? '';
  const [, name] = /[;\s]name="([^"]*)"/i.exec(disposition) ?? [];
  const [, filename] = /[;\s]filename="([^"]*)"/i.exec(disposition) ?? [];
  if (name === undefined) throw new MultipartError('A part has no name.');
  return { name, filename };
}

interface Input {
  prepend(bytes: Uint8Array): void;
  take(length: number): Promise<Uint8Array>;
  /** The lines up to a blank one. */
  head(): Promise<string>;
  /** Everything before `mark`. The mark itself is skipped. */
  until(mark: Uint8Array): AsyncGenerator<Uint8Array>;
}

function createInput(body: AsyncIterable<Uint8Array>): Input {
  const source = body[Symbol.asyncIterator]();
  let held: Uint8Array = new Uint8Array();

  const more = async (): Promise<void> => {
    const next = await source.next();
    if (next.done === true) throw new MultipartError('The body ends before its last boundary.');
    held = held.length === 0 ? next.value : joined(held, next.value);
  };

  const input: Input = {
    prepend(bytes) {
      held = joined(bytes, held);
    },
    async take(length) {
      while (held.length < length) await more();
      const taken = held.subarray(0, length);
      held = held.subarray(length);
      return taken;
    },
    async head() {
      // There is always a line before the blank one, because every part has a disposition.
      let end = indexOf(held, BLANK_LINE);
      while (end === -1) {
        if (held.length > LONGEST_HEAD) throw new MultipartError('The headers of a part are too long.');
        await more();
        end = indexOf(held, BLANK_LINE);
      }
      const text = new TextDecoder().decode(held.subarray(0, end));
      held = held.subarray(end + BLANK_LINE.length);
      return text;
    },
    async *until(mark) {
      for (;;) {
        const found = indexOf(held, mark);
        if (found !== -1) {
          const piece = held.subarray(0, found);
          held = held.subarray(found + mark.length);
          if (piece.length > 0) yield piece;
          return;
        }
        const safe = held.length - mark.length + 1; // the bytes after it could be the beginning of the mark
        if (safe > 0) {
          const piece = held.subarray(0, safe);
          held = held.slice(safe); // a copy, because a subarray would keep the platform's whole buffer in memory
          yield piece;
        }
        await more();
      }
    },
  };
  return input;
}

function indexOf(bytes: Uint8Array, mark: Uint8Array): number {
  const [first = 0] = mark;
  for (
    let at = bytes.indexOf(first);
    at !== -1 && at + mark.length <= bytes.length;
    at = bytes.indexOf(first, at + 1)
  ) {
    let matched = 1;
    while (matched < mark.length && bytes[at + matched] === mark[matched]) matched++;
    if (matched === mark.length) return at;
  }
  return -1;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
