import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { processListDto } from "#server/contracts/monitoring/process.ts";

/** A state is known 25 s after the last beat: two more do not matter. */
const refetchMs = 2_000;

/** Some missed polls later, or while the page is held still, an age would be guessed and not known. */
export const knownMilliseconds = 7_000;

/** Every process, polled while somebody looks: beats come all the time, and no mark of the stream should change with them. */
export const workersQuery = () =>
  queryOptions({
    queryKey: ["workers"],
    queryFn: ({ signal }) => requestJson(processListDto, "/api/v1/workers", { signal }),
    refetchInterval: refetchMs,
  });
