import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CategoryCount, Extension, ExtensionDetail, ExtensionName, PublishQuery, SearchQuery, Submission, Version, VersionDetail, VersionNumber, pageOf } from '#libs/contracts/api.js';
import { Needs } from '../http/needs.guard.js';
import { KNOWN_AGAIN, Operation, TakesPackage, type More } from '../http/openapi.js';
import { Asking, AskingMember, type Asked, type AskedByMember, type Reply } from '../http/request.js';
import { UploadLimit } from '../http/upload-limit.js';
import { answerUpload } from '../submissions/answer.js';
import { Findings } from '../submissions/findings.js';
import { Submissions } from '../submissions/submissions.js';
import { Uploads } from '../submissions/uploads.js';
import { Download } from './download.js';
import { Listings, sendPage } from './listings.js';

type Publish = z.output<typeof PublishQuery>;

const DOWNLOAD: More = {
  also: { 206: 'the range that was asked for', 302: 'the bytes are at Location, for a few minutes', 304: 'what the client has is still right' },
  reads: ['If-None-Match', 'If-Range', 'Range'],
  sends: ['Accept-Ranges', 'Content-Disposition', 'Content-Range', 'ETag', 'Location', 'X-Package-Sha256'],
};
const UPLOAD: More = {
  description: 'With Prefer: 201 once published, 422 with the findings when the checks refuse it. Without, or when the wait is over: 202.',
  also: { 200: 'these very bytes are published already', 201: 'published' },
  reads: ['Idempotency-Key', 'Prefer', 'X-Package-Sha256', 'X-Package-Signature'],
  sends: ['Location', 'Preference-Applied'],
};

@ApiTags('extensions')
@Controller('extensions')
export class ExtensionsController {
  constructor(
    private readonly listings: Listings,
    private readonly download: Download,
    private readonly uploads: Uploads,
    private readonly submissions: Submissions,
    private readonly findings: Findings,
    private readonly uploadLimit: UploadLimit,
  ) {}

  @Get()
  @Operation('Searches the listed extensions', 200, pageOf(Extension), KNOWN_AGAIN)
  async search(@Asking() asked: Asked, @Query({ schema: SearchQuery }) query: z.output<typeof SearchQuery>, @Res() reply: Reply) {
    sendPage(reply, asked.request, await this.listings.search(asked, query));
  }

  @Get('featured')
  @Operation('Extensions that the marketplace puts forward', 200, z.object({ data: z.array(Extension) }), KNOWN_AGAIN)
  async featured(@Asking() asked: Asked, @Res() reply: Reply) {
    sendPage(reply, asked.request, await this.listings.featured(asked));
  }

  @Get('categories')
  @Operation('Categories with how many extensions each has', 200, z.object({ data: z.array(CategoryCount) }), KNOWN_AGAIN)
  async categories(@Asking() asked: Asked, @Res() reply: Reply) {
    sendPage(reply, asked.request, await this.listings.categories(asked));
  }

  @Get(':name')
  @Operation('An extension with its latest version', 200, ExtensionDetail, KNOWN_AGAIN)
  async detail(@Asking() asked: Asked, @Param('name', { schema: ExtensionName }) name: string, @Res() reply: Reply) {
    sendPage(reply, asked.request, await this.listings.detail(asked, name));
  }

  @Get(':name/versions')
  @Operation('All versions, highest first; yanked ones are marked', 200, pageOf(Version), KNOWN_AGAIN)
  async versions(@Asking() asked: Asked, @Param('name', { schema: ExtensionName }) name: string, @Res() reply: Reply) {
    sendPage(reply, asked.request, await this.listings.versions(asked, name));
  }

  @Get(':name/versions/:version')
  @Operation('One version', 200, VersionDetail, KNOWN_AGAIN)
  async version(@Asking() asked: Asked, @Param('name', { schema: ExtensionName }) name: string, @Param('version', { schema: VersionNumber }) version: string, @Res() reply: Reply) {
    sendPage(reply, asked.request, await this.listings.version(asked, name, version));
  }

  @Get(':name/versions/:version/download')
  @Operation('The bytes of a version', 200, 'application/octet-stream', DOWNLOAD)
  async bytes(@Asking() asked: Asked, @Param('name', { schema: ExtensionName }) name: string, @Param('version', { schema: VersionNumber }) version: string, @Res() reply: Reply) {
    await this.download.send(asked, { name, version }, reply);
  }

  @Post()
  @Needs('publish')
  @TakesPackage()
  @Operation('Uploads a package of a new or an existing extension', 202, Submission, UPLOAD)
  publish(@AskingMember() asked: AskedByMember, @Query({ schema: PublishQuery }) query: Publish, @Res({ passthrough: true }) reply: Reply) {
    return this.upload(asked, query, null, reply);
  }

  @Post(':name/versions')
  @Needs('publish')
  @TakesPackage()
  @Operation('Uploads a version of an existing extension; the manifest must name it', 202, Submission, UPLOAD)
  publishVersion(@AskingMember() asked: AskedByMember, @Param('name', { schema: ExtensionName }) name: string, @Query({ schema: PublishQuery }) query: Publish, @Res({ passthrough: true }) reply: Reply) {
    return this.upload(asked, query, name, reply);
  }

  private async upload(asked: AskedByMember, query: Publish, extension: string | null, reply: Reply) {
    this.uploadLimit.count(asked, reply);
    const uploaded = await this.uploads.upload(asked, { publisher: query.publisher, channel: query.channel, extension, submit: query.submit === 'true' });
    return answerUpload(asked, uploaded, { submissions: this.submissions, findings: this.findings, reply });
  }
}
