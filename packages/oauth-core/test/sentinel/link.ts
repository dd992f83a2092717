import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/**
 * `cut`: connections end, and new ones are refused. `held`: bytes wait, both ways, and arrive when it is open again.
 * `mute`: what is asked arrives, and the answers wait.
 */
export type LinkState = 'open' | 'cut' | 'held' | 'mute';

/** A way over TCP to a port of the loopback. */
export interface Link {
  /** Where it is entered. */
  readonly port: number;
  /** Where it leads to. */
  target: number;
  set(state: LinkState): void;
  close(): Promise<void>;
}

interface Passage {
  readonly near: Socket;
  readonly far: Socket;
}

export async function openLink(): Promise<Link> {
  const passages = new Set<Passage>();
  let state: LinkState = 'open';

  const apply = ({ near, far }: Passage): void => {
    if (state === 'cut') near.destroy();
    if (state === 'held') near.pause();
    else near.resume();
    if (state === 'open') far.resume();
    else far.pause();
  };
  const server = createServer((near) => {
    const far = connect(link.target, '127.0.0.1');
    const passage = { near, far };
    passages.add(passage);
    const join = (from: Socket, to: Socket): void => {
      from.setNoDelay(true);
      from.on('data', (bytes) => to.write(bytes)); // no pipe, which would resume a socket that was paused
      from.on('error', () => {}); // `close` follows
      from.on('close', () => {
        to.destroy();
        passages.delete(passage);
      });
    };
    join(near, far);
    join(far, near);
    apply(passage);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');

  const link: Link = {
    port: (server.address() as { port: number }).port, // it listens on a port, and not on a pipe
    target: 0,
    set(next) {
      state = next;
      for (const passage of passages) apply(passage);
    },
    async close() {
      link.set('cut');
      server.close();
    },
  };
  return link;
}
