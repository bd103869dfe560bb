import { jsonPointer } from "#server/contracts/json-pointer.ts";
import type { FieldError } from "#server/platform/errors.ts";

function faultOf(text: string): string | null {
  if (text.includes("\u0000")) return "must not contain NUL characters";
  return text.isWellFormed() ? null : "must not contain lone surrogates";
}

/**
 * Every key and string that PostgreSQL could not store as jsonb (NUL: 22P05, lone surrogate: 22P02), and every `__proto__`,
 * which zod's records drop in silence. The caller has bounded the depth.
 */
export function findUnsafeText(value: unknown, path: readonly PropertyKey[] = []): FieldError[] {
  if (typeof value === "string") {
    const fault = faultOf(value);
    return fault ? [{ pointer: jsonPointer(path), detail: fault }] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => findUnsafeText(item, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const unsafe = faultOf(key);
    const fault = key === "__proto__" ? "is not a known field" : unsafe && `the key ${unsafe}`;
    return [
      ...(fault ? [{ pointer: jsonPointer([...path, key]), detail: fault }] : []),
      ...findUnsafeText(item, [...path, key]),
    ];
  });
}
