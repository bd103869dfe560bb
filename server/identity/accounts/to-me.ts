import type { KnownActor } from "#server/audit/actor.ts";
import { standingOf } from "#server/audit/may-do.ts";
import type { MeDto } from "#server/contracts/identity/access.ts";
import { env } from "#server/platform/env/env.ts";

export function toMe(actor: KnownActor): MeDto {
  const { kind, id, name, email, role, scopes } = actor;
  const limited = scopes ? { scopes: [...scopes] } : {};
  return { kind, id, name, email, role, ...limited, demo: env().DEMO_MODE, standing: standingOf(actor) };
}
