/** Does an If-None-Match header name this tag? Weak comparison (RFC 9110, 13.1.2). */
export function matches(header: string, etag: string): boolean {
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
