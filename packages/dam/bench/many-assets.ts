// A sandbox of so many assets, until its input ends.
import { startSandbox } from '@acme/sandbox';

const sandbox = await startSandbox({ dam: { assets: Number(process.argv[2]) }, logLimit: 10 });
const { baseUrl, accessToken } = sandbox.clients.damPersonal;
console.log(JSON.stringify({ baseUrl, accessToken }));
process.stdin.on('end', () => process.exit()).resume(); // with the process that started it
