import { cache } from "react";
import { getSnapshot } from "#server/monitoring/pipeline/get-snapshot.ts";

/** One snapshot per request, so that layout and page show the same ages. */
export const readSnapshot = cache(getSnapshot);
