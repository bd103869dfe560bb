"use client";
import Link from "next/link";
import { useNow } from "#components/browser/now.tsx";
import { NoWorkers } from "#components/console/workers/no-workers.tsx";
import { Build } from "#components/console/workers/worker-build.tsx";
import { loadOf, markOfState, newestBuild, stateLabel } from "#components/console/workers/worker-labels.ts";
import { knownMilliseconds, workersQuery } from "#components/console/workers/workers-query.ts";
import { ageTone, formatAge } from "#components/format/format-age.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { silentAfterSeconds } from "#server/contracts/monitoring/process.ts";

const mostShown = 6;
const head = "pb-1 text-xs font-medium text-fg-3";

/** Workers with build, deliveries in flight and last heartbeat. */
export function WorkerSummary() {
  const { data, dataUpdatedAt } = useHydratedQuery(workersQuery());
  const passed = Math.min(Math.max(0, useNow() - dataUpdatedAt), knownMilliseconds);
  const now = Date.parse(data.at) + passed;
  const workers = data.items.filter(({ kind, state }) => kind === "worker" && state !== "gone");
  const alive = workers.filter(({ state }) => state === "alive").length;
  const build = newestBuild(data.items);
  return (
    <section aria-labelledby="workers" className="py-4">
      <div className="flex items-baseline justify-between gap-4 px-4 pb-2 desk:px-6">
        <h2 id="workers" className="font-semibold">
          Workers <span className="ps-1 text-xs font-normal text-fg-2">{`${alive} alive`}</span>
        </h2>
        <Link href="/ops/workers" className="link inline-flex items-center text-xs text-fg-2 max-desk:min-h-11">
          All processes
        </Link>
      </div>
      {workers.length === 0 ? (
        <p className="px-4 text-pretty text-fg-2 desk:px-6">
          No worker is running. <NoWorkers />
        </p>
      ) : (
        <table className="w-full">
          <thead>
            <tr>
              <th scope="col" className={`${head} ps-4 text-start desk:ps-6`}>
                Name
              </th>
              <th scope="col" className={`${head} px-2 text-start`}>
                Build
              </th>
              <th scope="col" className={`${head} px-2 text-end`}>
                In flight
              </th>
              <th scope="col" className={`${head} ps-2 pe-4 text-end desk:pe-6`}>
                Heartbeat
              </th>
            </tr>
          </thead>
          <tbody>
            {workers.slice(0, mostShown).map((worker) => {
              const heartbeatAge = Math.max(0, (now - Date.parse(worker.seenAt)) / 1_000);
              const { inHand, concurrency } = loadOf(worker);
              return (
                <tr key={worker.id} className="hover:bg-hover">
                  <th scope="row" className="py-1 ps-4 text-start font-normal desk:ps-6">
                    <span className="flex items-center gap-2">
                      <StateMark
                        name={markOfState[worker.state]}
                        size={14}
                        label={stateLabel(worker.state, heartbeatAge)}
                      />
                      <span className="min-w-0 truncate">{`${worker.host}:${worker.pid}`}</span>
                    </span>
                  </th>
                  <td className="px-2 text-fg-2">
                    <Build item={worker} newest={build} />
                  </td>
                  <td className={`px-2 text-end ${inHand === 0 ? "text-fg-3" : ""}`}>
                    {worker.hands.length === 0 ? "–" : `${inHand}/${concurrency}`}
                  </td>
                  <td className="ps-2 pe-4 text-end whitespace-nowrap desk:pe-6">
                    <span className={ageTone(heartbeatAge, silentAfterSeconds)}>
                      {formatAge(Math.max(1, heartbeatAge))}
                    </span>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {workers.length > mostShown && (
        <p className="px-4 pt-1 text-xs text-fg-2 desk:px-6">{`and ${workers.length - mostShown} more`}</p>
      )}
    </section>
  );
}
