/** The members of a JSON object, such as a `package.json` inside of a package; empty for what is none. Whether it must be one is asked by the manifest's own reader. */
export function jsonObject(text: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return new Map();
    throw error;
  }
}
