import { Inject, Injectable, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { APP_GUARD, APP_PIPE, Reflector } from '@nestjs/core';
import { listen, type Announcements } from '#libs/db/db.js';
import type { Config } from '#libs/service/config.js';
import { Metrics } from '#libs/service/metrics.js';
import type { Readiness } from '#libs/service/ops.js';
import { DB, LOGGER, READINESS, unseen, type Db, type Logger } from '#libs/service/service.module.js';
import { MembersController } from './accounts/members.controller.js';
import { PublishersController } from './accounts/publishers.controller.js';
import { TokensController } from './accounts/tokens.controller.js';
import { Download } from './extensions/download.js';
import { Downloads } from './extensions/downloads.js';
import { ExtensionsController } from './extensions/extensions.controller.js';
import { FeatureController } from './extensions/feature.controller.js';
import { InstallsController } from './extensions/installs.controller.js';
import { ListingController } from './extensions/listing.controller.js';
import { Listings } from './extensions/listings.js';
import { Packages } from './extensions/packages.js';
import { TakedownsController } from './extensions/takedowns.controller.js';
import { RatingsController } from './extensions/ratings.controller.js';
import { Commands } from './http/commands.js';
import { NeedsGuard } from './http/needs.guard.js';
import { OpenapiController } from './http/openapi.controller.js';
import { InputPipe } from './http/input.pipe.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RateLimits } from './http/rate-limits.js';
import { Tenants } from './http/tenants.js';
import { UploadLimit } from './http/upload-limit.js';
import { FlaggedController } from './moderation/flagged.controller.js';
import { ModerationController } from './moderation/moderation.controller.js';
import { Reviews } from './moderation/reviews.js';
import { PlatformController } from './platform/platform.controller.js';
import { SigningKeysController } from './platform/signing-keys.controller.js';
import { AdvisoriesController } from './rules/advisories.controller.js';
import { RescansController } from './rules/rescans.controller.js';
import { YaraRulesController } from './rules/yara-rules.controller.js';
import { Feed } from './submissions/feed.js';
import { Findings } from './submissions/findings.js';
import { Submissions } from './submissions/submissions.js';
import { SubmissionsController } from './submissions/submissions.controller.js';
import { Uploads } from './submissions/uploads.js';
import { ANNOUNCEMENTS } from './tokens.js';

/** What the gateway alone holds open. */
@Injectable()
class GatewayClients implements OnApplicationShutdown {
  constructor(
    @Inject(ANNOUNCEMENTS) private readonly announcements: Announcements,
    private readonly limits: RateLimits,
    @Inject(READINESS) readiness: Readiness,
    metrics: Metrics,
    @Inject(DB) db: Db,
  ) {
    metrics.watchSubmissions(db);
    readiness.dependencies.set('announcements', async () => {
      if (!announcements.connected) throw new Error('not listening');
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.limits.close();
    await this.announcements.close();
  }
}

@Module({})
export class GatewayModule {
  static with(config: Config): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [ExtensionsController, ListingController, FeatureController, InstallsController, RatingsController, SubmissionsController, ModerationController, FlaggedController, RescansController, YaraRulesController, AdvisoriesController, TakedownsController, PublishersController, TokensController, MembersController, PlatformController, SigningKeysController, OpenapiController],
      providers: [
        { provide: ANNOUNCEMENTS, useFactory: () => listen(config.DATABASE_URL) },
        { provide: Tenants, inject: [DB, ANNOUNCEMENTS], useFactory: (db: Db, announcements: Announcements) => new Tenants(db, announcements) },
        { provide: RateLimits, inject: [DB, LOGGER, Metrics], useFactory: (db: Db, logger: Logger, metrics: Metrics) => new RateLimits(db, (error) => unseen(logger, metrics, error, 'sharing rate limits')) },
        { provide: ProblemFilter, inject: [LOGGER], useFactory: (logger: Logger) => new ProblemFilter(logger) },
        { provide: APP_GUARD, inject: [Reflector], useFactory: (reflector: Reflector) => new NeedsGuard(reflector) },
        { provide: APP_PIPE, useClass: InputPipe },
        GatewayClients, Listings, Packages, Download, Downloads, Uploads, UploadLimit, Submissions, Findings, Feed, Reviews, Commands,
      ],
    };
  }
}
