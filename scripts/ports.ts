import { createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** The port when it can be listened on, else null. 0 lets the system choose. */
async function listenable(port: number): Promise<number | null> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, LOOPBACK, resolve));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null;
    throw error;
  }
  const { port: taken } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return taken;
}

/** True when nothing listens on this port of the loopback address. Throws when listening on it is not allowed. */
export async function isFree(port: number): Promise<boolean> {
  return (await listenable(port)) !== null;
}

/** `preferred` when it is free, else a port that the system chooses. */
export async function freePort(preferred = 0): Promise<number> {
  return (await listenable(preferred)) ?? (await listenable(0))!;
}
