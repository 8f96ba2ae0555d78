import { Module, type DynamicModule } from '@nestjs/common';
import { provideWorker } from '#libs/service/service.module.js';
import { DownloadsJob } from './downloads.job.js';
import { InstallsJobs } from './installs.jobs.js';
import { RatingsJob } from './ratings.job.js';

@Module({})
export class InstallsModule {
  static with(): DynamicModule {
    return {
      module: InstallsModule,
      providers: [
        InstallsJobs,
        DownloadsJob,
        RatingsJob,
        provideWorker('installs', [InstallsJobs, DownloadsJob, RatingsJob], (installs, downloads, ratings) => ({
          'install.record': (ctx, payload) => installs.record(ctx, payload),
          'install.remove': (ctx, payload) => installs.remove(ctx, payload),
          'download.count': (ctx, payload) => downloads.count(ctx, payload),
          'rating.record': (ctx, payload) => ratings.record(ctx, payload),
        })),
      ],
    };
  }
}
