import { Inject, Injectable } from '@nestjs/common';
import { packageKey, quarantineKey } from '#libs/blobs/keys.js';
import { BlobMissing } from '#libs/blobs/store.js';
import type { Ctx } from '#libs/contracts/context.js';
import { Prisma, type Db, type Tx } from '#libs/db/db.js';
import { tellRescans } from '#libs/db/rescans.js';
import { transition } from '#libs/db/transition.js';
import type { Manifest } from '#libs/manifest/manifest.js';
import { isPrerelease } from '#libs/manifest/versions.js';
import { Hopeless } from '#libs/queue/worker.js';
import { BLOBS, DB, type Blobs } from '#libs/service/service.module.js';
import { described, lockExtension, refreshListing } from './listing.js';
import { SIGNER, type Signer } from './signer.js';

type Approved = Prisma.SubmissionGetPayload<object>;

/** What the version takes over beside the submission. */
interface Surroundings {
  slug: string;
  readme: string | null;
  changelog: string | null;
}

/** APPROVED → PUBLISHED: the bytes go to their content address, the version comes to be, the listing follows, and rescans that cover it learn of it. */
@Injectable()
export class PublishJob {
  constructor(
    @Inject(DB) private readonly db: Db,
    @Inject(BLOBS) private readonly blobs: Blobs,
    @Inject(SIGNER) private readonly signer: Signer,
  ) {}

  async run(ctx: Ctx, { submissionId }: { submissionId: string }): Promise<void> {
    const submission = await this.db.tenant(ctx, (tx) => tx.submission.findFirst({ where: { id: submissionId, status: 'APPROVED' } }));
    if (!submission) return;
    if (!submission.manifest || !submission.extension || !submission.version) throw new Hopeless('the package was approved without a readable manifest and cannot be published; upload it again');
    const from = quarantineKey(ctx.tenantId, submission.blobId!);
    await this.store(from, packageKey(ctx.tenantId, submission.packageSha256!));
    await this.db.tenant(ctx, (tx) => this.publish(tx, ctx, submission));
    await this.blobs.remove(from);
  }

  /** Blob first, row second; a repeat after a crash finds the target in place and may find the source gone. */
  private async store(from: string, to: string): Promise<void> {
    try {
      await this.blobs.copy(from, to);
    } catch (error) {
      if (!(error instanceof BlobMissing) || (await this.blobs.head(to)) === null) throw error;
    }
  }

  private async publish(tx: Tx, ctx: Ctx, submission: Approved): Promise<void> {
    const { tenantId } = ctx;
    const manifest = submission.manifest as unknown as Manifest;
    const { name, version } = manifest;
    const moved = await transition(tx, { ...ctx, actorId: null }, { id: submission.id, from: 'APPROVED', to: 'PUBLISHED', patch: { extension: name } });
    if (!moved) return;
    await tx.extension.createMany({ data: [{ tenantId, name, publisherId: submission.publisherId, ...described(manifest) }], skipDuplicates: true });
    await lockExtension(tx, name);
    const [{ slug, readme, changelog }] = (await tx.$queryRaw<Surroundings[]>(Prisma.sql`
      SELECT t.slug, c.readme, c.changelog FROM tenant t LEFT JOIN package_content c ON c.tenant_id = t.id AND c.submission_id = ${submission.id}::uuid`)) as [Surroundings];
    const signature = this.signer.sign({ tenant: slug, extension: name, version, package_sha256: submission.packageSha256! });
    await tx.version.create({
      data: {
        tenantId,
        extension: name,
        version,
        channel: submission.channel!,
        prerelease: isPrerelease(version) || submission.channel !== 'stable',
        submissionId: submission.id,
        format: submission.format!,
        packageSha256: submission.packageSha256!,
        packageSize: submission.packageSize!,
        // A signature that nobody has checked proves nothing.
        packageSignature: submission.publisherKeyId === null ? null : submission.packageSignature,
        publisherKeyId: submission.publisherKeyId,
        manifest: submission.manifest!,
        permissions: submission.permissions,
        readme,
        changelog,
        signature: signature ? { ...signature } : Prisma.DbNull,
      },
    });
    await refreshListing(tx, name, manifest);
    await tellRescans(tx, ctx, { extension: name, version });
  }
}
