// A sandbox with as many assets as the argument says. It is a process of its own: only the client is measured.
import { startSandbox } from '@acme/sandbox';

const sandbox = await startSandbox({ dam: { assets: Number(process.argv[2]) }, logLimit: 10 });
const { baseUrl, accessToken } = sandbox.clients.damPersonal;
console.log(JSON.stringify({ baseUrl, accessToken }));
process.stdin.on('end', () => process.exit()).resume(); // ends with the process that started it
