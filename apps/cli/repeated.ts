/** Collects an option that may be given again, one value each time: one that took all that follows would take the argument too. */
export function repeated(value: string, before: string[] = []): string[] {
  return [...before, value];
}
