/** What the gateway's parts are injected by, besides their classes. */
export const ANNOUNCEMENTS = Symbol('announcements');
