import { isDeepStrictEqual } from "node:util";
import { jsonPointer } from "#server/contracts/json-pointer.ts";
import type { PatchDto } from "#server/contracts/triage/editing.ts";
import type { Json } from "#server/delivery/privacy/mask-payload.ts";

const isObject = (value: Json | undefined): value is Record<string, Json> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The JSON Patch (RFC 6902) from `before` to `after`: field by field, a list as a whole. */
export function createPatch(before: Json | undefined, after: Json | undefined, path = ""): PatchDto {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => createPatch(own(before, key), own(after, key), path + jsonPointer([key])));
  }
  if (isDeepStrictEqual(before, after)) return [];
  if (after === undefined) return [{ op: "remove", path }];
  return [{ op: before === undefined ? "add" : "replace", path, value: after }];
}

const own = (value: Record<string, Json>, key: string): Json | undefined =>
  Object.hasOwn(value, key) ? value[key] : undefined;
