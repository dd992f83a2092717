// One of several processes that share a person's tokens. `processes.ts` starts it and sends it messages.
import { loadPeer, type PeerName } from './peers.ts';
import { addressesAt } from './service.ts';

/** The authorisation to make calls with, and how many calls. */
export interface Trial {
  readonly key: string;
  readonly calls: number;
}

const [name, origin, folder] = process.argv.slice(2) as [PeerName, string, string]; // `processes.ts` passes them

async function answered({ key, calls }: Trial): Promise<number> {
  const call = await share?.open(addressesAt(origin), folder, key);
  let count = 0;
  for (let made = 0; call && made < calls; made++) {
    if ((await call().catch(() => 0)) === 200) count += 1; // a call that fails was not answered
  }
  return count;
}

const { share } = await loadPeer(name);
process.on('message', async (trial: Trial) => process.send?.(await answered(trial)));
process.send?.('ready');
process.on('disconnect', () => process.exit()); // it ends with the process that started it
