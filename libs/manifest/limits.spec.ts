import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fextpkgV1With } from '#test/support/fextpkgs.js';
import { fextpkgV1 } from './formats/fextpkg-v1.format.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { PackageError } from './manifest.js';
import { readTar } from './tar.js';
import { writeTar } from './tar-writer.js';
import { readZip } from './zip.js';
import { writeZip } from './zip-writer.js';

test('a file that is too large is told with its size and the limit, in every container, and the way out is one that is taken', () => {
  const bytes = new Uint8Array(1_001).fill(7);
  const readers: [name: string, read: (limits: Limits) => unknown][] = [
    ['tar', (limits) => readTar(writeTar(new Map([['large.js', bytes]])), limits)],
    ['zip', (limits) => readZip(writeZip([{ path: 'large.js', bytes }]), { limits })],
    ['fextpkg-v1', (limits) => fextpkgV1.read(fextpkgV1With({}, [['large.js', Buffer.from(bytes).toString('base64')]]), { limits, mode: 'strict' })],
  ];
  for (const [name, read] of readers) {
    const refused = (file_bytes: number): PackageError | null => {
      try {
        read({ ...DEFAULT_LIMITS, file_bytes });
      } catch (error) {
        if (error instanceof PackageError && error.code === 'file-size') return error;
      }
      return null;
    };
    assert.equal(refused(1_000)?.message, 'large.js has 1001 bytes, 1000 are possible.', name);
    assert.match(refused(1_000)?.help ?? '', /split it\. Data may also be loaded at run time; code may not\.$/);
    assert.equal(refused(1_001), null, name);
  }
});
