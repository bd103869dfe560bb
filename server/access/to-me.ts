import type { KnownActor } from "#server/access/actor.ts";
import { standingOf } from "#server/access/may-do.ts";
import type { MeDto } from "#server/contracts/access.ts";
import { env } from "#server/env.ts";

export function toMe(actor: KnownActor): MeDto {
  const { kind, id, name, email, role, scopes } = actor;
  const limited = scopes ? { scopes: [...scopes] } : {};
  return { kind, id, name, email, role, ...limited, demo: env().DEMO_MODE, standing: standingOf(actor) };
}
