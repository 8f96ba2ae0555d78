import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '#libs/service/config.js';
import type { Readiness } from '#libs/service/ops.js';
import { LOGGER, provideWorker, READINESS, type Logger } from '#libs/service/service.module.js';
import { openScanner, SCANNER, type Scanner } from './scan/scanner.js';
import { RescanJob } from './rescan.job.js';
import { ValidateJob } from './validate.job.js';

class ScannerHost implements OnApplicationShutdown {
  constructor(private readonly scanner: Scanner) {}

  async onApplicationShutdown(): Promise<void> {
    await this.scanner.close();
  }
}

@Module({})
export class ValidationModule {
  static with(config: Config): DynamicModule {
    return {
      module: ValidationModule,
      providers: [
        {
          provide: SCANNER,
          inject: [LOGGER, READINESS],
          useFactory: async (logger: Logger, readiness: Readiness) => {
            const scanner = await openScanner({ children: config.SCAN_CHILDREN, missed: ({ file, message }) => logger.warn({ file }, message) });
            await scanner.prepareSandbox();
            readiness.dependencies.set('scanner', () => scanner.ready());
            logger.info({ isolation: scanner.isolation }, 'scanner is up');
            return scanner;
          },
        },
        { provide: ScannerHost, inject: [SCANNER], useFactory: (scanner: Scanner) => new ScannerHost(scanner) },
        ValidateJob,
        RescanJob,
        provideWorker('validation', [ValidateJob], (validate) => ({ 'submission.validate': (ctx, payload) => validate.run(ctx, payload) })),
        provideWorker('rescan', [RescanJob], (rescan) => ({ 'rescan.chunk': (ctx, payload) => rescan.run(ctx, payload), 'rescan.late': (ctx, payload) => rescan.runLate(ctx, payload) })),
      ],
    };
  }
}
