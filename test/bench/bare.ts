import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastify from 'fastify';

/** Started with a folder: Fastify and nothing else, sending each of its files from memory. Tells its parent the port. */
const folder = process.argv[2]!;
const server = fastify({ logger: false });
for (const name of readdirSync(folder)) {
  const bytes = readFileSync(join(folder, name));
  const type = name.endsWith('.json') ? 'application/json; charset=utf-8' : 'application/octet-stream';
  server.get(`/${name}`, (_request, reply) => reply.type(type).send(bytes));
}
await server.listen({ host: '127.0.0.1', port: 0 });
process.send!((server.server.address() as { port: number }).port);
process.once('disconnect', () => process.exit(0));
