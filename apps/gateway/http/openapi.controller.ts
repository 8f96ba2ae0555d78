import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Reply } from './request.js';

/** The gateway's own OpenAPI document. */
@ApiExcludeController()
@Controller('openapi.json')
export class OpenapiController {
  /** Set once the application knows its controllers. */
  document: Buffer = Buffer.from('{}');

  @Get()
  show(@Res() reply: Reply): void {
    reply.type('application/json; charset=utf-8').send(this.document);
  }
}
