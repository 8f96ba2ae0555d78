import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { Problem } from '#libs/service/problems.js';

/** Refusals that are listed at most. */
const MOST_ERRORS = 50;
const MOST_IN_DETAIL = 3;

/** Validates what a handler takes with the schema of the parameter; what is wrong is told by JSON pointer. */
export class InputPipe implements PipeTransform {
  transform(value: unknown, { schema, type, data }: ArgumentMetadata): unknown {
    if (!schema || type === 'custom') return value;
    const parsed = (schema as unknown as z.ZodType).safeParse(value);
    if (parsed.success) return parsed.data;
    throw invalid(parsed.error.issues, data === undefined ? [] : [data]);
  }
}

/** What is wrong with the input, as one problem. `within` leads to the value that was validated. */
function invalid(issues: readonly z.core.$ZodIssue[], within: string[]): Problem {
  const errors = issues.flatMap((issue) => {
    const path = [...within, ...issue.path.map(String)];
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ pointer: pointer([...path, key]), detail: 'is not known here' }));
    return [{ pointer: pointer(path), detail: issue.message }];
  });
  const told = errors.slice(0, MOST_IN_DETAIL).map((error) => `${error.pointer || 'the body'}: ${error.detail}`);
  return new Problem('bad-request', `The input is not valid: ${told.join('; ')}`, { errors: errors.slice(0, MOST_ERRORS) });
}

/** RFC 6901. */
function pointer(path: string[]): string {
  return path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
