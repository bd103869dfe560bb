import * as z from "zod";
import { optionalReason } from "#server/contracts/delivery/reason.ts";
import { emailAddress, plainText } from "#server/contracts/email-address.ts";
import { type DemoMode, demoModes } from "#server/contracts/identity/demo.ts";

/** Each role may do all that the one before it may. */
export const roles = ["viewer", "operator", "admin"] as const;
export type Role = (typeof roles)[number];

/**
 * Every action that is not public, with the least role that may do it. Routes, pages and buttons all read it.
 * `account.own` covers the actions of signed-in users on their own account.
 */
export const leastRole = {
  "account.own": "viewer",
  "account.read": "viewer",
  "pipeline.read": "viewer",
  "workers.read": "viewer",
  "metrics.read": "viewer",
  "dead-letters.read": "viewer",
  /** Exports all dead letters of a filter as a file, masked. */
  "dead-letters.export": "operator",
  "dead-letters.replay": "operator",
  /** Replay again after the maximum number of failed replays. */
  "dead-letters.replay-again": "admin",
  /** Change the recipient of a mail. Requires a reason and has its own audit entry. */
  "dead-letters.correct-recipient": "operator",
  /** Create, start and steer a bulk replay. Above the role's limit another person approves it. */
  "replays.run": "operator",
  "replays.approve": "operator",
  "dead-letters.discard": "operator",
  /** Retry now or stop retrying an open delivery, resend a delivered one, release the messages that a dead letter blocks. */
  "deliveries.decide": "operator",
  "causes.decide": "operator",
  "views.share": "operator",
  /** Reveal personal data in messages, which is masked for all roles. Audited. */
  "pii.reveal": "operator",
  "orders.ship": "operator",
  /** For the shop. A customer cancels with the secret of the order. */
  "orders.cancel": "operator",
  "sending.resume": "operator",
  "handlers.pause": "operator",
  "alerts.acknowledge": "operator",
  // Password links pass through the local mail server: a reader of its inbox may use them.
  "inbox.read": "admin",
  /** Mails with such a link. In the demo other roles can read the inbox, but not these mails. */
  "inbox.account-mails": "admin",
  "inbox.clear": "admin",
  "audit.read": "operator",
  "users.read": "admin",
  "users.manage": "admin",
  "tokens.read": "admin",
  "tokens.manage": "admin",
} as const satisfies Record<string, Role>;
export type Action = keyof typeof leastRole;
export const actions = Object.keys(leastRole) as Action[];

/**
 * The largest bulk replay that a role may start alone, before the setting REPLAY_APPROVAL_ABOVE. Above it another person
 * approves the batch. Null: no limit.
 */
export const replayLimits: Record<Role, number | null> = { viewer: 0, operator: 500, admin: null };

/**
 * The standing of an actor in the demo: an account or token (outside of the demo, or beside the local one), or a demo identity,
 * as which any visitor can act.
 */
const standings = ["account", "account-beside-demo", "demo", "public-demo"] as const;
export type Standing = (typeof standings)[number];

/** The standing of a demo identity (`demo`), or of an account, under a mode. */
export function standingIn(mode: DemoMode, demo: boolean): Standing {
  if (!demo) return mode === "local" ? "account-beside-demo" : "account";
  return mode === "public" ? "public-demo" : "demo";
}

/** On this computer the local mail server's inbox is a part of the demo. Mails with an account's link stay with admins. */
const leastRoleInDemo: Partial<Record<Action, Role>> = { "inbox.read": "viewer", "inbox.clear": "operator" };

/** Actions that demo identities never do, in any role: they are shared, and must not create or change an account. */
const neverInDemo: ReadonlySet<Action> = new Set(["users.manage", "tokens.manage", "inbox.account-mails"]);

/**
 * All actions of demo identities in the public demo: read masked data, and repair one message at a time. An action
 * that is not named here is refused, a new one too: reveal, export, audit, inbox, people, tokens, shared names, circuit breakers.
 */
const allowedInPublicDemo: ReadonlySet<Action> = new Set([
  "account.own",
  "account.read",
  "pipeline.read",
  "workers.read",
  "dead-letters.read",
  "dead-letters.replay",
  "dead-letters.discard",
  "deliveries.decide",
  "orders.ship",
]);

/** The roles that the demo offers under a mode, least first. A public demo offers no admin. */
export const demoRoles = (mode: DemoMode): readonly Role[] =>
  mode === "off" ? [] : mode === "local" ? roles : ["viewer", "operator"];

const isKept = (action: Action, standing: Standing): boolean =>
  (standing === "demo" && neverInDemo.has(action)) || (standing === "public-demo" && !allowedInPublicDemo.has(action));

const leastRoleFor = (action: Action, standing: Standing = "account"): Role =>
  (standing === "demo" || standing === "account-beside-demo" ? leastRoleInDemo[action] : undefined) ??
  leastRole[action];

/** Whether a role may do an action. */
export const can = (role: Role, action: Action, standing: Standing = "account"): boolean =>
  !isKept(action, standing) && roles.indexOf(role) >= roles.indexOf(leastRoleFor(action, standing));

/** The actions of an actor: those of its role, limited to its scopes. */
export type Grants = { role: Role | null; scopes?: readonly Action[] | null | undefined };

/** Whether an actor may do an action. Every check uses it, because a role alone does not know the scopes of a token. */
export const allows = ({ role, scopes }: Grants, action: Action, standing?: Standing): boolean =>
  role !== null && can(role, action, standing) && (scopes?.includes(action) ?? true);

/** Whether an actor may do all that `other` may. A token has no account of its own, so that action is never given. */
export const covers = (actor: Grants, other: Grants): boolean =>
  actions.every((action) => action === "account.own" || !allows(other, action) || allows(actor, action));

const roleNames: Record<Role, string> = { viewer: "viewers", operator: "operators", admin: "admins" };

/** The roles of an action in words: `operators and admins`, or `admins with an account` for actions that the demo excludes. */
export function whoMay(action: Action, standing: Standing = "account"): string {
  const least = roles.indexOf(leastRoleFor(action, standing));
  const names = roles.filter((_, index) => index >= least).map((role) => roleNames[role]);
  return `${names.join(" and ")}${isKept(action, standing) ? " with an account" : ""}`;
}

const isoTime = z.iso.datetime();
export const roleDto = z.enum(roles);

/** Every action that a token can be limited to. `account.own` is for signed-in users. */
export const scopeNames = actions.filter((action) => action !== "account.own");
export type Scope = (typeof scopeNames)[number];
export const scopeDto = z.enum(scopeNames);

/** The caller, as the server knows it. */
export const meDto = z.object({
  kind: z.enum(["user", "token"]),
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  role: roleDto,
  /** Of a token that is limited to some actions. */
  scopes: z.array(scopeDto).optional(),
  /** The demo mode of this server. */
  demo: z.enum(demoModes),
  standing: z.enum(standings),
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
export const userListDto = z.object({
  items: z.array(userDto),
  /** The last address that sent X-Forwarded-For to this process and that TRUSTED_PROXIES does not list. */
  untrustedProxy: z.object({ address: z.string(), at: isoTime }).nullable(),
});
export type UserListDto = z.output<typeof userListDto>;

export const newPassword = z
  .string()
  .min(12, "must have at least 12 characters")
  .max(128, "must have at most 128 characters");
const email = emailAddress.transform((address) => address.toLowerCase());
/** With a link the token is checked first, and only then the password: the schema of the body does not validate it. */
const passwordAfterToken = z.string().meta({ minLength: 12, maxLength: 128 });
const token = z.string().meta({ maxLength: 100 });

/** An existing password is compared, not validated: a short one is wrong. */
export const signInBody = z.strictObject({ email, password: z.string().max(128, "must have at most 128 characters") });
export const continueAsBody = z.strictObject({ role: roleDto });
export const setUpBody = z.strictObject({
  token,
  name: plainText(100),
  email,
  password: passwordAfterToken,
});
export const choosePasswordBody = z.strictObject({ token, password: passwordAfterToken });
export const changePasswordBody = z.strictObject({
  currentPassword: z.string().max(128, "must have at most 128 characters"),
  password: newPassword,
});
export const inviteBody = z.strictObject({ name: plainText(100), email, role: roleDto });
export const changeUserBody = z
  .strictObject({ role: roleDto.optional(), disabled: z.boolean().optional(), reason: optionalReason })
  .refine((body) => body.role !== undefined || body.disabled !== undefined, {
    error: "must change the role, or disable or enable the account",
    path: ["role"],
  });
export type ChangeUserBody = z.output<typeof changeUserBody>;
