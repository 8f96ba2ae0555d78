import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../scripts/ports.js';

export interface Rival {
  url: string;
  stop(): Promise<void>;
}

/** Bare Fastify over the files of `www`. */
export async function startBare(www: string): Promise<Rival> {
  const child = fork(fileURLToPath(new URL('./bare.js', import.meta.url)), [www]);
  const [port] = (await once(child, 'message')) as [number];
  return { url: `http://127.0.0.1:${port}`, stop: () => ended(child) };
}

/** nginx with one worker over the files of `www`, everything it writes below `folder`. */
export async function startNginx(folder: string, www: string): Promise<Rival> {
  const port = await freePort();
  const prefix = join(folder, 'nginx');
  mkdirSync(prefix);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${join(prefix, name)};`);
  writeFileSync(join(prefix, 'nginx.conf'), `
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    daemon off;
    worker_processes 1;
    pid ${join(prefix, 'pid')};
    error_log stderr error;
    events { worker_connections 1024; }
    http {
      access_log off;
      sendfile on;
      tcp_nopush on;
      keepalive_requests 1000000000;
      types { application/json json; application/octet-stream bin; }
      ${temporary.join(' ')}
      server { listen 127.0.0.1:${port}; root ${www}; }
    }`);
  const child = spawn('nginx', ['-p', prefix, '-c', join(prefix, 'nginx.conf'), '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'inherit'] });
  for (let tries = 0; !(await listens(port)); tries += 1) {
    if (tries > 100 || child.exitCode !== null) throw new Error('nginx was started and does not answer');
    await delay(50);
  }
  return { url: `http://127.0.0.1:${port}`, stop: () => ended(child) };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

export interface Load {
  perSecond: number;
  medianMs: number;
  p99Ms: number;
}

/** Connections that ask at the same time. */
export const CONNECTIONS = 32;

/** Load from wrk for so many seconds. `script` is Lua for requests that differ. Throws when an answer is not 2xx. */
export async function wrk(url: string, seconds: number, script?: string): Promise<Load> {
  const child = spawn('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--latency', ...(script ? ['-s', script] : []), url], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(child, 'close');
  const bad = /Non-2xx or 3xx responses: (\d+)|Socket errors: .*/.exec(said);
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(said)?.[1] ?? 0);
  if (bad || perSecond === 0) throw new Error(`load on ${url} failed:\n${said}`);
  return { perSecond, medianMs: milliseconds(said, '50%'), p99Ms: milliseconds(said, '99%') };
}

function milliseconds(text: string, percentile: string): number {
  const found = new RegExp(`${percentile}\\s+([\\d.]+)(us|ms|s)`).exec(text);
  return Number(found?.[1]) * { us: 0.001, ms: 1, s: 1000 }[found?.[2] as 'ms'];
}
