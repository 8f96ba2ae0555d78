import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { listen, type Announcement } from '#libs/db/db.js';
import { makePlace, openRows, type Rows } from '#test/support/rows.js';

const HEARTBEAT_MS = 100;
const LONGEST_MS = 10_000;

let rows: Rows;
before(async () => {
  rows = await openRows();
});
after(async () => {
  await rows?.drop();
});

/** A way to PostgreSQL on which everything can stop without anybody being told. */
async function silentWay(target: URL) {
  const sockets = new Set<Socket>();
  let silent = false;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    sockets.add(near).add(far);
    for (const [from, to] of [[near, far], [far, near]] as const) {
      from.on('data', (bytes) => silent || to.write(bytes));
      from.on('error', () => to.destroy());
      from.on('close', () => silent || to.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: Object.assign(new URL(target), { port: String((server.address() as AddressInfo).port) }).href,
    /** Old connections hang from now on; new ones work again. */
    async hang() {
      silent = true;
      await delay(HEARTBEAT_MS / 2);
      const old = [...sockets];
      old.forEach((socket) => socket.removeAllListeners('data').pause());
      silent = false;
    },
    close() {
      sockets.forEach((socket) => socket.destroy());
      server.close();
    },
  };
}

test('a listening connection that hangs in silence is given up and taken up anew', async () => {
  const way = await silentWay(new URL(rows.ownerUrl));
  const announcements = listen(way.url, HEARTBEAT_MS);
  const heard: (Announcement | null)[] = [];
  announcements.on((told) => heard.push(told));
  const until = async (what: string, done: () => boolean) => {
    for (const deadline = Date.now() + LONGEST_MS; !done(); await delay(20)) assert.ok(Date.now() < deadline, what);
  };
  try {
    await until('connected', () => announcements.connected);
    await way.hang();
    heard.length = 0;
    await until('noticed', () => heard.includes(null));
    await until('connected again', () => announcements.connected);
    await makePlace(rows);
    await until('hears again', () => heard.some((told) => told?.kind === 'tenant'));
  } finally {
    await announcements.close();
    way.close();
  }
});
