import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '#libs/service/config.js';
import { provideWorker } from '#libs/service/service.module.js';
import { AnnouncedKey } from './announced-key.js';
import { FeatureJob } from './feature.job.js';
import { ListJob } from './list.job.js';
import { Orphans } from './orphans.js';
import { PublishJob } from './publish.job.js';
import { RecallJob } from './recall.job.js';
import { openSigner, SIGNER } from './signer.js';

@Module({})
export class StorageModule {
  static with(config: Config): DynamicModule {
    return {
      module: StorageModule,
      providers: [
        { provide: SIGNER, useFactory: () => openSigner(config.SIGNING_KEY) },
        AnnouncedKey,
        PublishJob,
        ListJob,
        RecallJob,
        FeatureJob,
        Orphans,
        provideWorker('storage', [PublishJob, ListJob, RecallJob, FeatureJob], (publish, list, recall, feature) => ({
          'version.publish': (ctx, payload) => publish.run(ctx, payload),
          'version.list': (ctx, payload) => list.run(ctx, payload),
          'version.recall': (ctx, payload) => recall.run(ctx, payload),
          'extension.feature': (ctx, payload) => feature.run(ctx, payload),
        })),
      ],
    };
  }
}
