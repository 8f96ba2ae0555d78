import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

export type { Logger };

/** JSON lines on standard output. What could be a secret is never passed in; what slips through by these names is cut out. `err.input` is the text that was no URL. */
export function openLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: ['authorization', '*.authorization', 'token', '*.token', 'password', '*.password', 'email', '*.email', 'err.input'], remove: true },
  });
}

/** Nest's own messages through the service's logger. */
export function nestLogger(logger: Logger): LoggerService {
  const say = (level: 'info' | 'error' | 'warn' | 'debug') => (message: unknown, ...rest: unknown[]) =>
    logger[level]({ context: rest.at(-1) }, message instanceof Error ? (message.stack ?? message.message) : String(message));
  return { log: say('debug'), error: say('error'), warn: say('warn'), debug: say('debug'), verbose: say('debug'), fatal: say('error') };
}
