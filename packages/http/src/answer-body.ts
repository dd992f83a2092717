/** What is kept of an answer that says no. */
const keptBytes = 65_536;

/** At most 64 KiB of the body, as text; the rest is not read. Bearer tokens that an error page shows are taken out. */
export async function readErrorText(answer: Response): Promise<string> {
  const reader = answer.body?.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  try {
    for (let size = 0; size < keptBytes; ) {
      const { value } = (await reader?.read()) ?? {};
      if (value === undefined) break;
      parts.push(value);
      size += value.length;
    }
  } catch {
    // A body that breaks off is an answer all the same: its status says what happened.
  }
  reader?.cancel().catch(() => {}); // nobody waits for the rest to be thrown away
  const text = await new Blob(parts).slice(0, keptBytes).text();
  return text.replace(/Bearer\s+[\w.~+/=-]+/gi, 'Bearer [masked]');
}

/** The value of a JSON text; `undefined` where it is empty; what `otherwise` gives where it is none. */
export function parseBody(text: string, otherwise: () => unknown): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return otherwise();
  }
}

/** Whether a body is to be handed over as bytes. */
export const isBinary = (answer: Response): boolean =>
  !/[/+]json\b|^text\//i.test(answer.headers.get('content-type') ?? 'text/');
