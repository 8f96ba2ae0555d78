import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { addSigningKey } from '#libs/db/signing-keys.js';
import { DB, type Db } from '#libs/service/service.module.js';
import { SIGNER, type Signer } from './signer.js';

/** Makes the signing key's public half known before the first version is signed with it. */
@Injectable()
export class AnnouncedKey implements OnApplicationBootstrap {
  constructor(
    @Inject(DB) private readonly db: Db,
    @Inject(SIGNER) private readonly signer: Signer,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { publicKey } = this.signer;
    if (publicKey) await addSigningKey(this.db, publicKey.id, publicKey.pem);
  }
}
