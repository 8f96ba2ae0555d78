/** Who acts, where: the first argument of everything that touches a tenant's rows. */
export interface Ctx {
  readonly tenantId: string;
  /** The member who acts, or null when Souk acts by itself (policy, sweep). */
  readonly actorId: string | null;
  /** Ties log lines, events and problem documents of one request together. */
  readonly requestId: string;
}
