import * as z from "zod";
import { emailAddress, plainText } from "#server/contracts/email-address.ts";

/** Each role may do all that the one before it may. */
export const roles = ["viewer", "operator", "admin"] as const;
export type Role = (typeof roles)[number];

/**
 * Every action that is not public, with the least role that may do it. The one map: routes, pages and buttons all ask it.
 * `account.own` is what everybody who is signed in does to their own account.
 */
export const leastRole = {
  "account.own": "viewer",
  "account.read": "viewer",
  "pipeline.read": "viewer",
  "workers.read": "viewer",
  "metrics.read": "viewer",
  "dead-letters.read": "viewer",
  /** A file leaves the console: it is masked, but it is everything at once. */
  "dead-letters.export": "operator",
  "dead-letters.replay": "operator",
  /** Once more, after it was replayed as often as a message may be and died each time. */
  "dead-letters.replay-again": "admin",
  "dead-letters.discard": "operator",
  /** Hasten or stop the tries of an open delivery, send a delivered one once more, let go what a dead letter holds. */
  "deliveries.decide": "operator",
  "causes.decide": "operator",
  "views.share": "operator",
  /** What messages hold about people is masked for everybody until they ask to see it, which is audited. */
  "pii.reveal": "operator",
  "orders.ship": "operator",
  "sending.resume": "operator",
  "handlers.pause": "operator",
  "alerts.acknowledge": "operator",
  // Links by which an account's password is chosen pass through the local mail server: whoever reads its inbox may use them.
  "inbox.read": "admin",
  "inbox.clear": "admin",
  "audit.read": "operator",
  "users.read": "admin",
  "users.manage": "admin",
  "tokens.read": "admin",
  "tokens.manage": "admin",
} as const satisfies Record<string, Role>;
export type Action = keyof typeof leastRole;
export const actions = Object.keys(leastRole) as Action[];

/** The demo has no secrets to keep: everybody may become admin there, and reads the inbox in any role. */
const leastRoleInDemo: Partial<Record<Action, Role>> = { "inbox.read": "viewer", "inbox.clear": "operator" };

export const leastRoleFor = (action: Action, demo = false): Role =>
  (demo ? leastRoleInDemo[action] : undefined) ?? leastRole[action];

/** Whether a role may do an action. */
export const can = (role: Role, action: Action, demo = false): boolean =>
  roles.indexOf(role) >= roles.indexOf(leastRoleFor(action, demo));

const roleNames: Record<Role, string> = { viewer: "viewers", operator: "operators", admin: "admins" };

/** Who may do an action, in words: `operators and admins`. */
export function whoMay(action: Action, demo = false): string {
  return roles
    .filter((role) => can(role, action, demo))
    .map((role) => roleNames[role])
    .join(" and ");
}

const isoTime = z.iso.datetime();
export const roleDto = z.enum(roles);

/** Whoever asks, as the server knows them. */
export const meDto = z.object({
  kind: z.enum(["user", "token"]),
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  role: roleDto,
  demo: z.boolean(),
});
export type MeDto = z.output<typeof meDto>;

export const userDto = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  role: roleDto,
  demo: z.boolean(),
  /** `invited` until a password was chosen. */
  status: z.enum(["active", "invited", "disabled"]),
  createdAt: isoTime,
  lastSeenAt: isoTime.nullable(),
  sessions: z.int(),
});
export type UserDto = z.output<typeof userDto>;
export const userListDto = z.object({ items: z.array(userDto) });

export const apiTokenDto = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  role: roleDto,
  createdBy: z.string(),
  createdAt: isoTime,
  lastUsedAt: isoTime.nullable(),
  revokedAt: isoTime.nullable(),
});
export type ApiTokenDto = z.output<typeof apiTokenDto>;
export const apiTokenListDto = z.object({ items: z.array(apiTokenDto) });
/** The one answer that holds the token itself. */
export const apiTokenCreatedDto = apiTokenDto.extend({ token: z.string() });

const password = z.string().min(12, "must have at least 12 characters").max(128, "must have at most 128 characters");
const email = emailAddress.transform((address) => address.toLowerCase());
const reason = z.string().trim().max(500, "must have at most 500 characters").optional();

/** A password that is only compared is not judged: a short one is simply wrong. */
export const signInBody = z.strictObject({ email, password: z.string().max(128, "must have at most 128 characters") });
export const continueAsBody = z.strictObject({ role: roleDto });
export const setUpBody = z.strictObject({
  token: z.string().max(100),
  name: plainText(100),
  email,
  password,
});
export const choosePasswordBody = z.strictObject({ token: z.string().max(100), password });
export const changePasswordBody = z.strictObject({
  currentPassword: z.string().max(128, "must have at most 128 characters"),
  password,
});
export const inviteBody = z.strictObject({ name: plainText(100), email, role: roleDto });
export const changeUserBody = z
  .strictObject({ role: roleDto.optional(), disabled: z.boolean().optional(), reason })
  .refine((body) => body.role !== undefined || body.disabled !== undefined, {
    error: "must change the role or switch the account off or on",
    path: ["role"],
  });
export type ChangeUserBody = z.output<typeof changeUserBody>;
export const createTokenBody = z.strictObject({ name: plainText(100), role: roleDto });
