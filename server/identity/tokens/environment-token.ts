import type { KnownActor } from "#server/audit/actor.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { recordTokenUse } from "#server/identity/tokens/sql/environment-token.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

/** API_TOKEN of the environment: an operator, limited to API_TOKEN_SCOPES where that is set. */
export const environmentToken = () =>
  ({
    ...{ kind: "token", id: "API_TOKEN", name: "API_TOKEN", role: "operator" },
    scopes: env().API_TOKEN_SCOPES ?? null,
  }) as const satisfies Partial<KnownActor>;

const recordMilliseconds = 60_000;
let recordedAt = Number.NEGATIVE_INFINITY;

/** Records the use of API_TOKEN, at most once a minute per process. Runs in the background and never throws. */
export function recordEnvironmentTokenUse(token: string): void {
  if (performance.now() - recordedAt < recordMilliseconds) return;
  recordedAt = performance.now();
  const record = async () => recordTokenUse(db(), hashToken(token));
  record().catch((error: unknown) => {
    recordedAt = Number.NEGATIVE_INFINITY;
    logFor("access").debug({ err: error }, "the last use of API_TOKEN could not be recorded");
  });
}
