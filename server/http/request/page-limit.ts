import * as z from "zod";

const error = "must be a whole number from 1 to 100";

/** How many rows a page holds: `?limit=`, 50 where it is not given. Digits only: `1e1` and `0x10` are not limits. */
export const pageLimit = z
  .string()
  .regex(/^\d{1,3}$/, error)
  .transform(Number)
  .pipe(z.int().min(1, error).max(100, error))
  .default(50);
