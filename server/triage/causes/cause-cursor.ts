import * as z from "zod";
import { createCursorCodec, exactTime } from "#server/platform/cursor-codec.ts";

/** The last cause of a page: its count of dead letters, when it was last seen, and its fingerprint. */
const position = z.strictObject({
  dead: z.int32().min(0),
  at: exactTime,
  fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
});
export type CauseCursor = z.output<typeof position>;

/** The page cursor of the list of causes. `decodeCauseCursor` throws 422. */
export const { encode: encodeCauseCursor, decode: decodeCauseCursor } = createCursorCodec<CauseCursor>(position);
