import type { Role } from "#server/contracts/access.ts";

/** Who acts. A token or a person has a role; the system and a customer act without one, where no role is asked for. */
export type Actor = {
  kind: "user" | "token" | "system" | "customer";
  id: string | null;
  name: string;
  email: string | null;
  role: Role | null;
  /** The session that the person came with. */
  sessionId: string | null;
  /** One of the demo's people: any visitor can act as them. */
  demo?: boolean;
};

/** A person or a token that was recognised. */
export type KnownActor = Actor & { kind: "user" | "token"; id: string; role: Role };

const nobody = { id: null, email: null, role: null, sessionId: null } as const;
export const customer: Actor = { ...nobody, kind: "customer", name: "customer" };
export const system: Actor = { ...nobody, kind: "system", name: "system" };
