import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { quarantineKey } from '#libs/blobs/keys.js';
import { BlobTooLarge } from '#libs/blobs/store.js';
import { LIVE_STATUSES, type Status } from '#libs/contracts/pipeline.js';
import { Prisma, violates, type Db, type Tx } from '#libs/db/db.js';
import { transition, type SubmissionPatch } from '#libs/db/transition.js';
import { Problem } from '#libs/service/problems.js';
import { BLOBS, DB, type Blobs } from '#libs/service/service.module.js';
import type { AskedByMember } from '../http/request.js';

const OPEN_STATUSES = ['DRAFT', 'SAVED', 'QUEUED', 'IN_REVIEW', 'APPROVED'];
/** What is asked of an earlier submission of the same bytes. */
const BEFORE = { id: true, status: true, extension: true, expectedExtension: true } as const;
const SHA256 = /^[0-9a-f]{64}$/;
/** An Ed25519 signature: 64 bytes in base64. */
const SIGNATURE = /^[A-Za-z0-9+/]{86}==$/;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;

/** What an upload says of itself besides its bytes. */
export interface Announced {
  publisher: string | undefined;
  channel: string | undefined;
  /** The extension that the manifest must name; null when any will do. */
  extension: string | null;
  submit: boolean;
}

export interface Uploaded {
  submissionId: string;
  /** True when the very same bytes were here already. */
  again: boolean;
  /** True when this upload put it into the queue, so that it cannot have ended yet. */
  queued: boolean;
}

interface Stored {
  blobId: string;
  size: number;
  sha256: string;
  /** What X-Package-Signature says; null without it. */
  signature: string | null;
}

/** Takes packages in: bytes to quarantine first, then the row and the promised job in one transaction. */
@Injectable()
export class Uploads {
  constructor(
    @Inject(DB) private readonly db: Db,
    @Inject(BLOBS) private readonly blobs: Blobs,
  ) {}

  /** One upload that becomes one submission; the same bytes again are the same submission. */
  async upload(asked: AskedByMember, announced: Announced): Promise<Uploaded> {
    const key = idempotencyKey(asked);
    const publisherId = await this.db.tenant(asked.ctx, async (tx) => {
      const id = await this.publisher(tx, asked, announced.publisher);
      if (announced.extension !== null) await this.ownsExtension(tx, announced.extension, id);
      return id;
    });
    const stored = await this.store(asked);
    let unused = true;
    try {
      const uploaded = await this.row(asked, announced, { ...stored, publisherId, key });
      unused = uploaded.again;
      return uploaded;
    } catch (error) {
      // After any other error the row may be there: then the orphan sweep decides.
      unused = error instanceof Problem;
      throw error;
    } finally {
      if (unused) await this.blobs.remove(quarantineKey(asked.ctx.tenantId, stored.blobId));
    }
  }

  /** The package of a draft: DRAFT → SAVED. The very same bytes again change nothing. */
  async attach(asked: AskedByMember, submissionId: string): Promise<void> {
    const stored = await this.store(asked);
    let unused = true;
    try {
      unused = !(await this.save(asked, submissionId, stored));
    } catch (error) {
      unused = error instanceof Problem;
      throw error;
    } finally {
      if (unused) await this.blobs.remove(quarantineKey(asked.ctx.tenantId, stored.blobId));
    }
  }

  /** Saves a draft with what was stored. False when the submission has these bytes already. */
  private async save(asked: AskedByMember, submissionId: string, stored: Stored): Promise<boolean> {
    try {
      return await this.db.tenant(asked.ctx, async (tx) => {
        const draft = await tx.submission.findFirstOrThrow({ where: { id: submissionId }, select: { publisherId: true } });
        const before = await this.byBytes(tx, { ...stored, ...draft });
        if (before && before.id !== submissionId) throw new Problem('conflict', `These bytes are submission ${before.id} of this publisher already.`, { extra: { submission_id: before.id } });
        if (await transition(tx, asked.ctx, { id: submissionId, from: 'DRAFT', to: 'SAVED', patch: storedPatch(stored) })) return true;
        // Asked after the move, which waits for another that is under way.
        const same = await tx.submission.count({ where: { id: submissionId, packageSha256: stored.sha256, packageSignature: stored.signature, status: { in: [...LIVE_STATUSES] } } });
        if (same > 0) return false;
        throw new Problem('wrong-status', 'Only a draft takes a package. Make a new draft, or withdraw this submission.');
      });
    } catch (error) {
      // The same bytes came in by another request between the look and the move.
      if (violates(error, 'same_bytes_once')) return this.save(asked, submissionId, stored);
      throw error;
    }
  }

  /** The publisher that the member acts for. */
  async publisher(tx: Tx, asked: AskedByMember, name: string | undefined): Promise<string> {
    const own = await tx.publisherMember.findMany({ where: { memberId: asked.member.memberId }, include: { publisher: { select: { id: true, name: true } } } });
    const names = own.map((row) => row.publisher.name).sort();
    if (own.length === 0) throw new Problem('forbidden', 'You belong to no publisher yet. Make one: POST /publishers {"name", "display_name"}.');
    if (name === undefined && own.length > 1) throw new Problem('bad-request', `You belong to several publishers. Name one: ?publisher=${names.join(' | ')}.`, { errors: [{ pointer: '/publisher', detail: 'is needed' }] });
    const chosen = name === undefined ? own[0] : own.find((row) => row.publisher.name === name);
    if (!chosen) throw new Problem('forbidden', `You do not belong to the publisher ${name}; yours: ${names.join(', ')}.`);
    return chosen.publisher.id;
  }

  private async ownsExtension(tx: Tx, name: string, publisherId: string): Promise<void> {
    const extension = await tx.extension.findFirst({ where: { name }, select: { publisherId: true } });
    if (!extension) throw new Problem('not-found', `There is no extension called ${name}. Its first version goes to POST /extensions.`);
    if (extension.publisherId !== publisherId) throw new Problem('forbidden', `The extension ${name} belongs to another publisher.`);
  }

  /** 429 when the publisher has used up what a tenant allows. */
  async withinQuota(tx: Tx, { tenant }: AskedByMember, publisherId: string): Promise<void> {
    const { uploads_per_day, open_submissions } = tenant.profile.quotas;
    const rows = await tx.$queryRaw<{ today: bigint; open: bigint }[]>(Prisma.sql`
      SELECT (SELECT count(*) FROM submission WHERE publisher_id = ${publisherId}::uuid AND created_at > now() - interval '24 hours') AS today,
        (SELECT count(*) FROM submission WHERE publisher_id = ${publisherId}::uuid AND status = ANY (${OPEN_STATUSES})) AS open`);
    const { today, open } = rows[0]!;
    if (today >= uploads_per_day) throw new Problem('quota-exceeded', `A publisher may upload ${uploads_per_day} packages in 24 hours (uploads_per_day).`, { headers: { 'retry-after': '3600' } });
    if (open >= open_submissions) throw new Problem('quota-exceeded', `A publisher may have ${open_submissions} submissions that have not ended (open_submissions). Wait for some, or withdraw them.`, { headers: { 'retry-after': '60' } });
  }

  /** Streams the body to quarantine, hashing and counting; stops at the tenant's limit. */
  private async store({ request, tenant }: AskedByMember): Promise<Stored> {
    if (request.body !== undefined && request.body !== null && request.body !== request.raw) throw new Problem('unsupported-media-type', 'Send the bytes of the package as application/octet-stream.');
    const announced = announcedHash(request.headers['x-package-sha256']);
    const signature = announcedSignature(request.headers['x-package-signature']);
    const maxBytes = tenant.profile.limits.package_bytes;
    const tooLarge = new Problem('package-too-large', `A package may have at most ${maxBytes} bytes here (package_bytes).`, { headers: { connection: 'close' } });
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge;
    const blobId = uuid();
    const key = quarantineKey(tenant.id, blobId);
    const stored = await this.blobs.put(key, request.raw.iterator({ destroyOnReturn: false }), { maxBytes }).catch((error) => {
      if (error instanceof BlobTooLarge) throw tooLarge;
      // What is left of the body stands before the next request of this connection.
      request.raw.resume();
      if (request.raw.destroyed && !request.raw.complete) throw new Problem('bad-request', 'The upload ended early.');
      throw error;
    });
    const refuse = async (problem: Problem): Promise<never> => {
      await this.blobs.remove(key);
      throw problem;
    };
    if (stored.size === 0) await refuse(new Problem('bad-request', 'The body is empty. Send the bytes of the package.'));
    if (announced !== null && announced !== stored.sha256) await refuse(new Problem('hash-mismatch', `X-Package-Sha256 says ${announced}, but the bytes that arrived have ${stored.sha256}. Upload again.`));
    return { blobId, ...stored, signature };
  }

  private async row(asked: AskedByMember, announced: Announced, it: Stored & { publisherId: string; key: string | null }): Promise<Uploaded> {
    try {
      return await this.db.tenant(asked.ctx, async (tx) => {
        const before = (await this.byKey(tx, asked, announced, it)) ?? (await this.byBytes(tx, it));
        if (before) {
          const name = before.extension ?? before.expectedExtension;
          if (announced.extension !== null && name !== null && name !== announced.extension) throw new Problem('conflict', `These bytes are submission ${before.id} of ${name} already, not of ${announced.extension}.`);
          await this.submitAgain(tx, asked, before, announced);
          return { submissionId: before.id, again: true, queued: false };
        }
        await this.withinQuota(tx, asked, it.publisherId);
        const id = await this.create(tx, asked, announced, it);
        return { submissionId: id, again: false, queued: announced.submit };
      });
    } catch (error) {
      // The same bytes, or the same key, came in by another request between the look and the insert.
      if (violates(error, 'same_bytes_once') || violates(error, 'idempotency_key_pkey') || (error as { code?: string }).code === 'P2002') return this.row(asked, announced, it);
      throw error;
    }
  }

  private async create(tx: Tx, asked: AskedByMember, announced: Announced, it: Stored & { publisherId: string; key: string | null }): Promise<string> {
    const { tenantId } = asked.ctx;
    const id = uuid();
    await tx.$executeRaw`INSERT INTO submission (tenant_id, id, publisher_id, submitted_by, expected_extension, channel)
      VALUES (${tenantId}::uuid, ${id}::uuid, ${it.publisherId}::uuid, ${asked.member.memberId}::uuid, ${announced.extension}, ${announced.channel ?? null})`;
    if (it.key !== null) await tx.idempotencyKey.create({ data: { tenantId, memberId: asked.member.memberId, key: it.key, fingerprint: fingerprint(announced, it), submissionId: id } });
    await transition(tx, asked.ctx, { id, from: 'DRAFT', to: 'SAVED', patch: storedPatch(it) });
    if (announced.submit) await transition(tx, asked.ctx, { id, from: 'SAVED', to: 'QUEUED' });
    return id;
  }

  private async byKey(tx: Tx, asked: AskedByMember, announced: Announced, it: Stored & { publisherId: string; key: string | null }) {
    if (it.key === null) return null;
    const known = await tx.idempotencyKey.findFirst({ where: { memberId: asked.member.memberId, key: it.key } });
    if (!known) return null;
    if (known.fingerprint !== fingerprint(announced, it)) throw new Problem('idempotency-key-reused', 'This Idempotency-Key came with another upload before. Use a new key for a new package.');
    return tx.submission.findFirst({ where: { id: known.submissionId }, select: BEFORE });
  }

  private byBytes(tx: Tx, it: Stored & { publisherId: string }) {
    return tx.submission.findFirst({ where: { publisherId: it.publisherId, packageSha256: it.sha256, status: { in: [...LIVE_STATUSES] } }, select: BEFORE });
  }

  /** The same bytes with `submit` where they were only saved before: now they are submitted. */
  private async submitAgain(tx: Tx, asked: AskedByMember, before: { id: string; status: string }, announced: Announced): Promise<void> {
    if (announced.submit && (before.status as Status) === 'SAVED') await transition(tx, asked.ctx, { id: before.id, from: 'SAVED', to: 'QUEUED', patch: announced.channel === undefined ? {} : { channel: announced.channel } });
  }
}

/** What an Idempotency-Key stands for. */
function fingerprint(announced: Announced, it: Stored & { publisherId: string }): string {
  return [it.sha256, it.publisherId, announced.extension ?? '', announced.channel ?? '', ...(it.signature === null ? [] : [it.signature])].join(' ');
}

/** The columns that a stored package sets. */
function storedPatch({ blobId, sha256, size, signature }: Stored): SubmissionPatch {
  return { blob_id: blobId, package_sha256: sha256, package_size: size, ...(signature !== null && { package_signature: signature }) };
}

function announcedSignature(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  const signature = String(header).trim();
  if (!SIGNATURE.test(signature)) throw new Problem('bad-request', 'X-Package-Signature must be an Ed25519 signature: 64 bytes in base64.', { errors: [{ pointer: '/x-package-signature', detail: 'must be 64 bytes in base64' }] });
  return signature;
}

function announcedHash(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  const hash = String(header).trim().toLowerCase();
  if (!SHA256.test(hash)) throw new Problem('bad-request', 'X-Package-Sha256 must be 64 hexadecimal digits.', { errors: [{ pointer: '/x-package-sha256', detail: 'must be 64 hexadecimal digits' }] });
  return hash;
}

function idempotencyKey({ request }: AskedByMember): string | null {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return null;
  if (!IDEMPOTENCY_KEY.test(String(header))) throw new Problem('bad-request', 'Idempotency-Key must be 1 to 200 visible ASCII characters.', { errors: [{ pointer: '/idempotency-key', detail: 'must be 1 to 200 visible ASCII characters' }] });
  return String(header);
}
