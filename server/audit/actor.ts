import type { Role, Scope } from "#server/contracts/identity/access.ts";

/** Who acts. A token or a person has a role; the system and a customer act without one, where no role is asked for. */
export type Actor = {
  kind: "user" | "token" | "system" | "customer";
  id: string | null;
  name: string;
  email: string | null;
  role: Role | null;
  /** The actions that a token is limited to; absent or null is all that the role may do. */
  scopes?: readonly Scope[] | null;
  /** The account that a token belongs to. */
  ownerId?: string;
  /** The hash of the secret that a token came with: after a rotation two are accepted for a while. */
  secretHash?: string;
  /** The session that the person came with. */
  sessionId: string | null;
  /** A demo identity: any visitor can act as it. */
  demo?: boolean;
};

/** A person or a token that was recognised. */
export type KnownActor = Actor & { kind: "user" | "token"; id: string; role: Role };

/** The key of limits: an account and all its tokens have the same one. */
export const accountOf = ({ ownerId, id }: Actor): string => ownerId ?? id ?? "";

/** What an actor came with: a session, or the secret of a token. */
export const credentialOf = ({ sessionId, secretHash, id }: KnownActor): string => sessionId ?? secretHash ?? id;

const nobody = { id: null, email: null, role: null, sessionId: null } as const;
export const customer: Actor = { ...nobody, kind: "customer", name: "customer" };
export const system: Actor = { ...nobody, kind: "system", name: "system" };
