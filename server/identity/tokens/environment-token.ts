import type { KnownActor } from "#server/audit/actor.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { noteTokenUse } from "#server/identity/tokens/sql/environment-token.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

/** API_TOKEN of the environment: an operator, limited to API_TOKEN_SCOPES where that is set. It ends with the process. */
export const environmentToken = () =>
  ({
    ...{ kind: "token", id: "API_TOKEN", name: "API_TOKEN", role: "operator" },
    scopes: env().API_TOKEN_SCOPES ?? null,
  }) as const satisfies Partial<KnownActor>;

const noteMilliseconds = 60_000;
let notedAt = Number.NEGATIVE_INFINITY;

/** Notes that API_TOKEN was used, at most once a minute per process. The request does not wait for it and never fails by it. */
export function noteEnvironmentTokenUse(token: string): void {
  if (performance.now() - notedAt < noteMilliseconds) return;
  notedAt = performance.now();
  const note = async () => noteTokenUse(db(), hashToken(token));
  note().catch((error: unknown) => {
    notedAt = Number.NEGATIVE_INFINITY;
    logFor("access").debug({ err: error }, "the last use of API_TOKEN could not be noted");
  });
}
