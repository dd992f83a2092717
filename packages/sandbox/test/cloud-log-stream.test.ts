import { createSandbox, type Sandbox, startSandbox, stoppedClock } from '@acme/sandbox';
import { describe, expect, it, vi } from 'vitest';
import { applications, cloudToken, get } from './support/requests.ts';

type Message = Readonly<Record<string, unknown>>;

interface Offer {
  readonly url: string;
  readonly params: { readonly site: string; readonly hmac: string; readonly t: number; readonly environment: string };
}

async function offered(sandbox: Sandbox): Promise<Offer> {
  const { baseUrl } = sandbox.clients.cloud;
  const { body } = await cloudToken(sandbox);
  const items = async (response: Promise<Response>): Promise<readonly { uuid: string; id: string }[]> =>
    ((await (await response).json()) as { _embedded: { items: { uuid: string; id: string }[] } })._embedded.items; // a HAL page
  const [application] = await items(applications(sandbox, body.access_token));
  const [environment] = await items(
    get(sandbox, `${baseUrl}/applications/${application?.uuid}/environments`, body.access_token),
  );
  const response = await get(sandbox, `${baseUrl}/environments/${environment?.id}/logstream`, body.access_token);
  return ((await response.json()) as { logstream: Offer }).logstream; // as documented
}

interface Listener {
  readonly socket: InstanceType<Sandbox['clients']['cloud']['webSocket']>;
  readonly messages: Message[];
  say(message: object): void;
  leave(): void;
  readonly closed: Promise<number>;
  /** How often it was told that it is closed. */
  closings(): number;
}

/** Connects, and says who it is unless `silent`. */
function listen(sandbox: Sandbox, { url, params }: Offer, silent = false): Listener {
  const socket = new sandbox.clients.cloud.webSocket(url);
  const messages: Message[] = [];
  const say = (message: object): void => socket.send(JSON.stringify(message));
  socket.addEventListener('message', (event) => {
    messages.push(JSON.parse((event as MessageEvent<string>).data) as Message); // JSON objects only
  });
  socket.addEventListener('open', () => {
    if (!silent)
      say({ cmd: 'stream-environment', site: params.site, d: params.hmac, t: params.t, env: params.environment });
  });
  let closings = 0;
  const closed = new Promise<number>((resolve) => {
    socket.addEventListener('close', (event) => {
      closings++;
      resolve((event as CloseEvent).code);
    });
  });
  return { socket, messages, say, leave: () => socket.close(), closed, closings: () => closings };
}

const enable = { cmd: 'enable', type: 'php-error', server: 'web-1' };
const lines = (listener: Listener): Message[] => listener.messages.filter(({ cmd }) => cmd === 'line');

for (const [form, open] of [
  ['without a port', async () => createSandbox({ clock: stoppedClock() })],
  ['behind a port', () => startSandbox({ clock: stoppedClock() })],
] as const) {
  describe(`a log stream ${form}`, () => {
    it('names its logs, and sends a line a second from those that are enabled', async () => {
      await using sandbox = await open();
      const listener = listen(sandbox, await offered(sandbox));
      await vi.waitFor(() => expect(listener.messages).toHaveLength(14));
      const available = listener.messages.filter(({ cmd }) => cmd === 'available');

      listener.say(enable);
      await vi.waitFor(() => expect(lines(listener)).toHaveLength(1));
      sandbox.advance(1_000);
      await vi.waitFor(() => expect(lines(listener)).toHaveLength(2));

      expect(new Set(available.map(({ type }) => type)).size).toBe(8);
      expect(lines(listener)[0]).toEqual({
        cmd: 'line',
        log_type: 'php-error',
        server: 'web-1',
        text: 'line 1 of php-error',
        disp_time: '2030-01-01 00:00:00',
      });
      listener.leave();
      await listener.closed;
      expect(listener.socket.readyState).toBe(3);
    });

    it('sends a line that a test writes to everybody who has enabled its log', async () => {
      await using sandbox = await open();
      const listener = listen(sandbox, await offered(sandbox));
      await vi.waitFor(() => expect(listener.messages).toHaveLength(14));
      listener.say(enable);
      await vi.waitFor(() => expect(lines(listener)).toHaveLength(1));

      expect(sandbox.writeLog({ type: 'php-error', text: 'a "quoted" line' })).toBe(1);
      expect(sandbox.writeLog({ type: 'php-error', server: 'web-2', text: 'x' })).toBe(0);
      expect(sandbox.writeLog({ type: 'mysql-slow', text: 'x' })).toBe(0);
      await vi.waitFor(() => expect(lines(listener).at(-1)).toMatchObject({ text: 'a "quoted" line' }));
    });

    it('stops the lines of a log that is disabled', async () => {
      await using sandbox = await open();
      const listener = listen(sandbox, await offered(sandbox));
      await vi.waitFor(() => expect(listener.messages).toHaveLength(14));
      listener.say(enable);
      await vi.waitFor(() => expect(lines(listener)).toHaveLength(1));
      listener.say({ ...enable, cmd: 'disable' });
      listener.say({ ...enable, server: 'nowhere' }); // its answer comes after the disabling

      await vi.waitFor(() =>
        expect(listener.messages.at(-1)).toMatchObject({ cmd: 'error', message: 'There is no log php-error nowhere.' }),
      );
      expect(sandbox.writeLog({ type: 'php-error', text: 'x' })).toBe(0);
    });

    it('sends each line once if its log was disabled and enabled again', async () => {
      await using sandbox = await open();
      const listener = listen(sandbox, await offered(sandbox));
      await vi.waitFor(() => expect(listener.messages).toHaveLength(14));
      for (const cmd of ['enable', 'disable', 'enable']) listener.say({ ...enable, cmd });
      await vi.waitFor(() => expect(lines(listener)).toHaveLength(2));

      sandbox.advance(1_000);
      listener.say({ ...enable, server: 'nowhere' }); // its answer comes after the lines
      await vi.waitFor(() => expect(listener.messages.at(-1)).toMatchObject({ cmd: 'error' }));
      expect(lines(listener)).toHaveLength(3);
    });

    it('ends with 1012 if the server restarts', async () => {
      await using sandbox = await open();
      const listener = listen(sandbox, await offered(sandbox));
      await vi.waitFor(() => expect(listener.messages).toHaveLength(14));

      const closing = new Promise((resolve) => listener.socket.addEventListener('close', resolve));
      expect(sandbox.dropLogStreams()).toBe(1);
      expect(await listener.closed).toBe(1012);
      expect(await closing).toMatchObject({ code: 1012, reason: '', wasClean: true });
    });

    it('is refused for a wrong or old signature, or for another first command', async () => {
      await using sandbox = await open();
      const offer = await offered(sandbox);
      const { environment, site, t } = offer.params;
      for (const other of [{ hmac: 'wrong' }, { environment: `1${environment}` }, { site: `${site}2` }, { t: t + 1 }]) {
        const wrong = listen(sandbox, { ...offer, params: { ...offer.params, ...other } });
        expect(await wrong.closed).toBe(1008);
        expect(wrong.messages).toEqual([{ cmd: 'error', message: 'The signature is not valid.' }]);
      }

      sandbox.advance(300_000);
      const late = listen(sandbox, offer);
      expect(await late.closed).toBe(1008);
      expect(late.messages).toEqual([{ cmd: 'error', message: 'The signature is too old.' }]);

      const silent = listen(sandbox, offer, true);
      await vi.waitFor(() => silent.say(enable));
      expect(await silent.closed).toBe(1008);
    });

    it('can have a fault when it connects', async () => {
      await using sandbox = await open();
      const offer = await offered(sandbox);
      for (const kind of ['reset-before-processing', 'html', 'drop-answer-after-processing'] as const) {
        sandbox.faults.next('cloud.logstream', { kind });
        const listener = listen(sandbox, offer);

        expect(await listener.closed).toBe(1006);
        expect(listener.messages).toEqual([]);
      }
      expect(sandbox.count('cloud.logstream')).toBe(3);
    });

    it('breaks after its first line under the fault cut-off-body', async () => {
      await using sandbox = await open();
      sandbox.faults.next('cloud.logstream', { kind: 'cut-off-body' });
      const listener = listen(sandbox, await offered(sandbox));
      await vi.waitFor(() => expect(listener.messages).toHaveLength(14));
      listener.say(enable);

      expect(await listener.closed).toBe(1006);
      expect(sandbox.dropLogStreams()).toBe(0);
      expect(sandbox.log.at(-1)).toMatchObject({ operation: 'cloud.logstream', status: 101, faults: ['cut-off-body'] });
    });

    it('can be closed without a code, or before it is open, like any WebSocket', async () => {
      await using sandbox = await open();
      const offer = await offered(sandbox);
      const listener = listen(sandbox, offer);
      await vi.waitFor(() => expect(listener.messages).toHaveLength(14));
      listener.say(enable);
      await vi.waitFor(() => expect(lines(listener)).toHaveLength(1));
      listener.leave();
      listener.say({ ...enable, server: 'web-2' }); // into the void
      listener.leave(); // once more: it is closed once
      const early = listen(sandbox, offer);
      expect(() => early.say(enable)).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
      early.leave();

      expect([await listener.closed, await early.closed]).toEqual([1005, 1006]);
      expect(listener.closings()).toBe(1);
      expect(early.messages).toEqual([]);
      await vi.waitFor(() => expect(sandbox.writeLog({ type: 'php-error', text: 'x' })).toBe(0));
    });

    it('ignores a message that is not a command', async () => {
      await using sandbox = await open();
      const offer = await offered(sandbox);
      const socket = new sandbox.clients.cloud.webSocket(offer.url);
      const first = new Promise<string>((resolve) => {
        socket.addEventListener('message', (event) => resolve((event as MessageEvent<string>).data));
      });
      socket.addEventListener('open', () => {
        const { site, hmac, t, environment } = offer.params;
        socket.send(JSON.stringify({ cmd: 'stream-environment', site, d: hmac, t, env: environment }));
        for (const text of ['{', 'null', '"enable"', '{"cmd":"dance"}']) socket.send(text);
      });

      expect(JSON.parse(await first)).toMatchObject({ cmd: 'connected' });
      await vi.waitFor(() => expect(sandbox.dropLogStreams()).toBe(1)); // it was not refused
    });

    it('refuses a request that is not for a WebSocket', async () => {
      await using sandbox = await open();

      expect((await sandbox.fetch(`${sandbox.origin}/cloud/logstream`)).status).toBe(426);
    });

    it('ends when the sandbox is closed', async () => {
      const sandbox = await open();
      const listener = listen(sandbox, await offered(sandbox));
      await vi.waitFor(() => expect(listener.messages).toHaveLength(14));
      await sandbox.close();

      expect([1005, 1006, 1012]).toContain(await listener.closed);
    });
  });
}
