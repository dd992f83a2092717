// An upload service that forgets every chunk. It is a process of its own: only the client is measured.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const answers: Readonly<Record<string, unknown>> = {
  '/v2/uploads/profiles': [],
  '/v2/uploads/chunks/start': { session_id: 's' },
  '/v2/uploads/chunks/upload': { tag: 't' },
  '/v2/uploads/chunks/complete': { file_id: 'f' },
  '/v2/uploads': { _links: { self: 'https://api.example/v2/assets/a' } },
};

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answers[request.url ?? ''] ?? {}));
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.stdin.on('end', () => process.exit()).resume(); // ends with the process that started it
