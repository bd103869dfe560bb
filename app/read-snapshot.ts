import { cache } from "react";
import { getSnapshot } from "#server/monitoring/pipeline/get-snapshot.ts";

/** One snapshot per request: layout and page that read one each would show two ages, and the browser would find a third. */
export const readSnapshot = cache(getSnapshot);
