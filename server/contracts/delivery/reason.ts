import * as z from "zod";

const text = z.string().trim().max(500, "must have at most 500 characters");

/** The reason for an action, which the audit log keeps. */
export const reason = text.min(1, "must state a reason");
export const optionalReason = text.optional();
export const reasonBody = z.strictObject({ reason });
