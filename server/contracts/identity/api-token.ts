import * as z from "zod";
import { plainText } from "#server/contracts/email-address.ts";
import { roleDto, scopeDto } from "#server/contracts/identity/access.ts";

const isoTime = z.iso.datetime();

export const apiTokenDto = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  /** Its role, or the owner's where that is lower now. */
  role: roleDto,
  /** The actions that it is limited to; null is all that its role may do. */
  scopes: z.array(scopeDto).nullable(),
  /** The owner: the token is revoked with this account. Null only on revoked tokens of earlier versions. */
  owner: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  createdBy: z.string(),
  createdAt: isoTime,
  /** `expiring` from 14 days before the expiry on. */
  status: z.enum(["active", "expiring", "expired", "revoked"]),
  /** Null: it never expires. */
  expiresAt: isoTime.nullable(),
  rotatedAt: isoTime.nullable(),
  /** Until when the secret before the last rotation is accepted; null where it is not. */
  previousUntil: isoTime.nullable(),
  lastUsedAt: isoTime.nullable(),
  revokedAt: isoTime.nullable(),
});
export type ApiTokenDto = z.output<typeof apiTokenDto>;
export const apiTokenListDto = z.object({
  items: z.array(apiTokenDto),
  /** API_TOKEN of the environment, where it is set. */
  environment: z
    .object({ role: roleDto, scopes: z.array(scopeDto).nullable(), lastUsedAt: isoTime.nullable() })
    .nullable(),
});
export type ApiTokenListDto = z.output<typeof apiTokenListDto>;
/** The only response that contains the token itself. */
export const apiTokenCreatedDto = apiTokenDto.extend({ token: z.string() });

export const defaultTokenDays = 90;
const daysError = "must be a whole number of days from 1 to 366, or null for never";
const expiresInDays = z
  .int(daysError)
  .min(1, daysError)
  .max(366, daysError)
  .nullable()
  .default(defaultTokenDays)
  .describe("Days until it expires. null is never, which the audit log records.");
export const createTokenBody = z.strictObject({
  name: plainText(100),
  role: roleDto,
  scopes: z
    .array(scopeDto)
    .min(1, "must contain at least one action. Omit it for all actions of the role")
    .optional()
    .describe("The actions that the token is limited to. Default: all actions of its role."),
  expiresInDays,
});
const overlapError = "must be a whole number of hours from 0 to 168";
export const rotateTokenBody = z
  .strictObject({
    overlapHours: z
      .int(overlapError)
      .min(0, overlapError)
      .max(168, overlapError)
      .default(24)
      .describe("Hours in which the old secret is still accepted. 0 revokes it immediately."),
    expiresInDays,
  })
  .prefault({});
