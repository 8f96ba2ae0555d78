import { Prisma, type Db } from './db.js';

/** A public key that published versions were signed with. */
export interface SigningKey {
  /** Lower-case hex SHA-256 of the key's SPKI DER. */
  id: string;
  public_key_pem: string;
  created_at: Date;
}

/** Makes a public key known; one that is known already is fine. For the storage service. */
export async function addSigningKey(db: Db, id: string, publicKeyPem: string): Promise<void> {
  await db.outside.$executeRaw`SELECT signing_key_add(${id}, ${publicKeyPem})`;
}

/** Every key that a version was ever signed with, oldest first. For the gateway. */
export async function signingKeys(db: Db): Promise<SigningKey[]> {
  return db.outside.$queryRaw<SigningKey[]>(Prisma.sql`SELECT * FROM signing_keys()`);
}
