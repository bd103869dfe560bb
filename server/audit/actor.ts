import type { actorKinds } from "#server/contracts/audit.ts";
import type { Role, Scope } from "#server/contracts/identity/access.ts";

/** The author of an action. A user or a token has a role; the system and people without an account act without one. */
export type Actor = {
  kind: (typeof actorKinds)[number];
  id: string | null;
  name: string;
  email: string | null;
  role: Role | null;
  /** The actions that a token is limited to; absent or null is all that the role may do. */
  scopes?: readonly Scope[] | null;
  /** The account that a token belongs to. */
  ownerId?: string;
  /** The hash of the token's secret in the request: after a rotation two are accepted until the overlap ends. */
  secretHash?: string;
  /** The session of the request. */
  sessionId: string | null;
  /** A demo identity: any visitor can act as it. */
  demo?: boolean;
};

/** An authenticated user or token. */
export type KnownActor = Actor & { kind: "user" | "token"; id: string; role: Role };

/** The key of rate limits: an account and all its tokens share one. */
export const accountOf = ({ ownerId, id }: Actor): string => ownerId ?? id ?? "";

/** The credential of an actor: a session, or the secret of a token. */
export const credentialOf = ({ sessionId, secretHash, id }: KnownActor): string => sessionId ?? secretHash ?? id;

export const withoutAccount = { id: null, email: null, role: null, sessionId: null } as const;
export const system: Actor = { ...withoutAccount, kind: "system", name: "system" };
