/** What is kept of an answer that says no. */
const keptBytes = 65_536;

/** At most 64 KiB of the body, as text; the rest is not read. Bearer tokens that an error page shows are taken out. */
export async function readErrorText(answer: Response): Promise<string> {
  if (answer.body === null) return '';
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let left = keptBytes;
  while (left > 0) {
    // A body that breaks off is an answer all the same: its status says what happened.
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }) as const);
    if (done) break;
    text += decoder.decode(value.subarray(0, left), { stream: true });
    left -= value.length;
  }
  if (left <= 0) reader.cancel().catch(() => {}); // nobody waits for the rest to be thrown away
  return text.replace(/\bBearer\s+[\w.~+/=-]+/gi, 'Bearer [masked]');
}

/** The value of a JSON text; the text itself where it is none; `undefined` where it is empty. */
export function parseLeniently(text: string): unknown {
  try {
    return text.trim() === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

/** Whether a body is to be handed over as bytes. */
export const isBinary = (answer: Response): boolean => {
  const type = answer.headers.get('content-type');
  return type !== null && !/[/+]json\b|^text\//i.test(type);
};
