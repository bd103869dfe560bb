import { clientKey } from "#server/platform/client-key.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

/** Every event of the security log. A closed list: external alerts and searches rely on these names. */
export const securityEvents = [
  /** Personal data of a dead letter was revealed. */
  "security.reveal",
  /** Dead letters were searched by a whole address. */
  "security.personal-search",
  /** Dead letters were exported as a file. */
  "security.export",
  /** A role or scope did not allow it, or another site's page sent it: 403. */
  "security.refused",
  /** A token or session that this server does not accept: 401 although credentials were sent. */
  "security.credentials-refused",
  /** A wrong password, an unknown account or a disabled one. */
  "security.sign-in-failed",
  /** A rate limit of access: 429. */
  "security.limited",
] as const;
export type SecurityEvent = (typeof securityEvents)[number];

/** Allowed events, logged at info. */
const allowed: readonly SecurityEvent[] = ["security.reveal", "security.personal-search", "security.export"];

type SecurityFacts = {
  /** Null or absent: unknown. Only kind, id and role are written, never a name or an address. */
  actor?: { kind: string; id: string | null; role: string | null } | null;
  /** The first 32 characters of the SHA-256 of the address that was typed, for a request without a session. */
  account?: string;
  /** Method and pattern of the route. */
  route?: string;
  client?: string;
  requestId: string | null;
  /** An action, a list or an id: never free text. */
  about?: string;
};

const windowMilliseconds = 60_000;
/** Lines per minute, per event and client (`clientKey`) and in total: an attacker must not fill the disk. */
const perClient = 60;
const perProcess = 1_200;

type Window = { since: number; counts: Map<string, number>; lines: number; dropped: number };
// Next and our own server load their own copies of this module: they share one window.
const store = globalThis as typeof globalThis & { redeliverSecurityLog?: Window };
const emptyWindow = (since: number): Window => ({ since, counts: new Map(), lines: 0, dropped: 0 });

/**
 * Writes one line of the security log: event, actor, route, client and request. Lines over the limit are counted, and the
 * first line of the next minute has their number.
 */
export function securityLog(event: SecurityEvent, facts: SecurityFacts): void {
  const now = Date.now();
  const last = store.redeliverSecurityLog ?? emptyWindow(now);
  const isOver = now - last.since >= windowMilliseconds || now < last.since;
  const window = isOver ? emptyWindow(now) : last;
  store.redeliverSecurityLog = window;
  const logger = logFor("security");
  if (isOver && last.dropped > 0) logger.warn({ leftOut: last.dropped }, "security events were dropped from the log");
  const { actor = null, ...rest } = facts;
  const from = facts.client === undefined ? (actor?.id ?? "") : clientKey(facts.client);
  const key = `${event} ${from}`;
  const count = (window.counts.get(key) ?? 0) + 1;
  if (count > perClient || window.lines >= perProcess) {
    window.dropped += 1;
    return;
  }
  window.counts.set(key, count);
  window.lines += 1;
  const who = actor && { kind: actor.kind, id: actor.id, role: actor.role };
  const line = { event, actor: who, ...rest };
  if (allowed.includes(event)) logger.info(line, event);
  else logger.warn(line, event);
}
