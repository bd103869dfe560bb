import * as z from "zod";
import { createCursorCodec, exactTime } from "#server/platform/cursor-codec.ts";

/** The last mail of a page: when it arrived, to the microsecond, and its ID. */
const position = z.tuple([exactTime, z.uuid()]);
export type MailPosition = z.output<typeof position>;

/** The page cursor of the list of mails. `readCursor` throws 422. */
export const { encode: writeCursor, decode: readCursor } = createCursorCodec<MailPosition>(position);
