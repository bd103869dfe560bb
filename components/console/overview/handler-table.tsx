import Link from "next/link";
import { ageTone, formatAge } from "#components/format/format-age.ts";
import { formatCount } from "#components/format/format-count.ts";
import { Chip } from "#components/ui/chip.tsx";
import type { HandlerDepthDto } from "#server/contracts/monitoring/pipeline.ts";

const movingGoalSeconds = 10;

const columns = [
  { key: "waiting", name: "Waiting", compact: false },
  { key: "ready", name: "Ready", compact: false },
  { key: "active", name: "Active", compact: false },
  { key: "retrying", name: "Retrying", compact: true },
  { key: "dead", name: "Dead letters", compact: true },
  { key: "delivered", name: "Delivered", compact: true },
] as const;

const emphasis: Partial<Record<(typeof columns)[number]["key"], string>> = {
  dead: "font-semibold text-dead",
  retrying: "font-medium text-retrying",
};

const head = "pb-1.5 text-xs font-medium text-fg-3";

/** Depths by handler: one may be stuck while the others run. */
export function HandlerTable({ handlers, firing }: { handlers: readonly HandlerDepthDto[]; firing: number }) {
  return (
    <section aria-labelledby="handlers" className="border-t border-line py-4">
      <div className="flex items-baseline justify-between gap-4 px-4 pb-2 desk:px-6">
        <h2 id="handlers" className="font-semibold">
          Handlers
        </h2>
        <p className="flex gap-4 text-xs text-fg-2">
          <Link href="/ops/alerts" className="link inline-flex items-center max-desk:min-h-11">
            {firing === 0 ? "Alerts" : `Alerts, ${firing} firing`}
          </Link>
          <Link href="/ops/outbox" className="link inline-flex items-center max-desk:min-h-11">
            Outbox
          </Link>
          <Link href="/ops/queues" className="link inline-flex items-center max-desk:min-h-11">
            Queues
          </Link>
        </p>
      </div>
      <table className="w-full">
        <thead>
          <tr>
            <th scope="col" className={`${head} ps-4 text-start desk:ps-6`}>
              Handler
            </th>
            {columns.map(({ key, name, compact }) => (
              <th
                key={key}
                scope="col"
                className={`${head} px-2 text-end max-desk:nth-last-2:pe-4 ${compact ? "" : "max-desk:hidden"}`}
              >
                {name}
              </th>
            ))}
            <th scope="col" className={`${head} ps-2 pe-6 text-end max-desk:hidden`}>
              Oldest
            </th>
          </tr>
        </thead>
        <tbody>
          {handlers.map((handler) => (
            <tr key={handler.handler} className="border-t border-line hover:bg-hover">
              <th scope="row" className="py-2 ps-4 text-start font-normal desk:ps-6">
                <span className="block font-name desk:inline">{handler.label}</span>{" "}
                <code className="text-fg-3 max-desk:hidden">{handler.handler}</code>{" "}
                {!handler.enabled && <Chip tone="outline">Off</Chip>}
                {handler.paused && <Chip tone="outline">Paused</Chip>}
                {handler.breaker && handler.breaker.state !== "closed" && (
                  <Chip tone="outline">{formatCount(handler.breaker.held)} held</Chip>
                )}
              </th>
              {columns.map(({ key, compact }) => (
                <td
                  key={key}
                  className={`px-2 text-end max-desk:nth-last-2:pe-4 ${compact ? "" : "max-desk:hidden"} ${handler[key] === 0 ? "text-fg-3" : (emphasis[key] ?? "")}`}
                >
                  {formatCount(handler[key])}
                </td>
              ))}
              <td className="ps-2 pe-4 text-end whitespace-nowrap max-desk:hidden desk:pe-6">
                {handler.oldestAgeSeconds === null ? (
                  <span className="text-fg-3">none</span>
                ) : (
                  <span className={ageTone(handler.oldestAgeSeconds, movingGoalSeconds)}>
                    {formatAge(handler.oldestAgeSeconds)}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
