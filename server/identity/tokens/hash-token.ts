import { randomBytes } from "node:crypto";
import { sha256 } from "#server/platform/sha256.ts";

/** The stored hash of a token: 256 random bits need no salt and no slow hash. */
export const hashToken = (token: string): string => sha256(token);

/** Generates an API token with a prefix by which secret scanners find leaked ones. */
export const newApiToken = (): string => `rdl_${randomBytes(32).toString("base64url")}`;

export const isApiToken = (text: string): boolean => /^rdl_[\w-]{43}$/.test(text);
