import { accountOf, type KnownActor } from "#server/audit/actor.ts";
import type { BatchActor } from "#server/triage/replay-batches/sql/batch-row.ts";

/** The part of an actor that a batch keeps: the driver replays in its name, after the request has ended. */
export const toBatchActor = (actor: KnownActor): BatchActor => ({
  ...{ kind: actor.kind, id: actor.id, name: actor.name, role: actor.role },
  ...{ scopes: actor.scopes ? [...actor.scopes] : null, ownerId: actor.ownerId ?? null, demo: actor.demo ?? false },
});

/** The actor of a batch, with the rights that it had when it started the batch. */
export const actorOfBatch = ({ ownerId, ...actor }: BatchActor): KnownActor => ({
  ...actor,
  ...(ownerId === null ? {} : { ownerId }),
  email: null,
  sessionId: null,
});

/** The account that a second person must not share: the owner of a token, or the user. */
export const personOf = (actor: KnownActor): string => accountOf(actor);
