import { Module, type DynamicModule } from '@nestjs/common';
import { provideWorker } from '#libs/service/service.module.js';
import { DecideJob } from './decide.job.js';
import { OpenJob } from './open.job.js';

@Module({})
export class ReviewModule {
  static with(): DynamicModule {
    return {
      module: ReviewModule,
      providers: [
        OpenJob,
        DecideJob,
        provideWorker('review', [OpenJob, DecideJob], (open, decide) => ({
          'review.open': (ctx, payload) => open.run(ctx, payload),
          'review.decide': (ctx, payload) => decide.run(ctx, payload),
        })),
      ],
    };
  }
}
