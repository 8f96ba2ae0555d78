import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SigningKeys } from '#libs/contracts/api.js';
import { signingKeys } from '#libs/db/signing-keys.js';
import { DB, type Db } from '#libs/service/service.module.js';
import { Operation } from '../http/openapi.js';

/** The keys that the signatures of published versions are checked with. */
@ApiTags('platform')
@Controller('signing-keys')
export class SigningKeysController {
  constructor(@Inject(DB) private readonly db: Db) {}

  @Get()
  @Operation('Public keys that published versions were signed with, oldest first', 200, SigningKeys)
  async list() {
    const rows = await signingKeys(this.db);
    return { data: rows.map((row) => ({ ...row, created_at: row.created_at.toISOString() })) };
  }
}
