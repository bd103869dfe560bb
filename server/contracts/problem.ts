import * as z from "zod";

/** RFC 9457 problem details, the format of every API error. */
export const problemDto = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string().optional(),
  requestId: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});
export type ProblemDto = z.output<typeof problemDto>;
