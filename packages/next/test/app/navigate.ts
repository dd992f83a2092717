import { request as httpRequest, type IncomingMessage } from 'node:http';

/** Sends a request like a browser that opens a page. The `Sec-Fetch-Mode` of `fetch` would say that it is a script. */
export async function navigate(request: Request): Promise<Response> {
  const headers = { ...Object.fromEntries(request.headers), 'sec-fetch-mode': 'navigate' };
  const body = Buffer.from(await request.arrayBuffer());
  return new Promise((resolve, reject) => {
    const sent = httpRequest(request.url, { method: request.method, headers }, (message) => {
      answerOf(message).then(resolve, reject);
    });
    sent.on('error', reject).end(body);
  });
}

async function answerOf(message: IncomingMessage): Promise<Response> {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(message.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) text += chunk;
  return new Response(text, { status: message.statusCode ?? 0, headers });
}
