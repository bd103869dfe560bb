import type { KnownActor } from "#server/access/actor.ts";
import type { MeDto } from "#server/contracts/access.ts";
import { env } from "#server/env.ts";

export function toMe({ kind, id, name, email, role, scopes }: KnownActor): MeDto {
  return { kind, id, name, email, role, ...(scopes ? { scopes: [...scopes] } : {}), demo: env().DEMO_MODE ?? false };
}
