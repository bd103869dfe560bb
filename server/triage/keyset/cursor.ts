import * as z from "zod";
import { createCursorCodec, exactTime } from "#server/platform/cursor-codec.ts";

const position = z.strictObject({
  /** The last row's first sort column, in UTC to the microsecond. */
  at: exactTime,
  id: z.uuid(),
  /** How many rows a scan had read up to that row, over all pages. */
  searched: z.int().min(0).optional(),
});
export type Cursor = z.output<typeof position>;

/** The page cursor of lists of deliveries. `decodeCursor` throws 422. */
export const { encode: encodeCursor, decode: decodeCursor } = createCursorCodec<Cursor>(position);

/** A cursor for the sample texts of statements. */
export const sampleCursor: Cursor = { at: "2026-01-01 00:00:00.000001", id: "00000000-0000-0000-0000-000000000000" };
