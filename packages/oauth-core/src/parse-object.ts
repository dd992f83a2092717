/** The JSON object in a text; empty if there is none. @internal */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {}; // the parser's message quotes the text
  }
}
