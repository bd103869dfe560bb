import { AsideLink, Section } from "#components/console/shell/section.tsx";
import { ageTone, formatAge } from "#components/format/format-age.ts";
import { formatCount } from "#components/format/format-count.ts";
import { Chip } from "#components/ui/chip.tsx";
import { DataTable, dataColumns } from "#components/ui/data-table.tsx";
import type { HandlerDepthDto } from "#server/contracts/monitoring/pipeline.ts";

const movingGoalSeconds = 10;

const depths = [
  { key: "waiting", name: "Waiting", compact: false },
  { key: "ready", name: "Ready", compact: false },
  { key: "active", name: "Active", compact: false },
  { key: "retrying", name: "Retrying", compact: true, emphasis: "font-medium text-retrying" },
  { key: "dead", name: "Dead letters", compact: true, emphasis: "font-semibold text-dead" },
  { key: "delivered", name: "Delivered", compact: true },
] as const;

const column = dataColumns<HandlerDepthDto>();
const columns = [
  column(
    "handler",
    "Handler",
    (handler) => (
      <>
        <span className="block font-name desk:inline">{handler.label}</span>{" "}
        <code className="text-fg-3 max-desk:hidden">{handler.handler}</code>{" "}
        {!handler.enabled && <Chip tone="outline">Off</Chip>}
        {handler.paused && <Chip tone="outline">Paused</Chip>}
        {handler.breaker && handler.breaker.state !== "closed" && (
          <Chip tone="outline">{formatCount(handler.breaker.held)} held</Chip>
        )}
      </>
    ),
    { both: "ps-4 desk:ps-6", head: "text-start", cell: "py-2", isRowHeader: true },
  ),
  ...depths.map(({ key, name, compact, ...look }) => {
    const className = `px-2 text-end max-desk:nth-last-2:pe-4 ${compact ? "" : "max-desk:hidden"}`;
    return column(
      key,
      name,
      (row) => (
        <span className={row[key] === 0 ? "text-fg-3" : "emphasis" in look ? look.emphasis : ""}>
          {formatCount(row[key])}
        </span>
      ),
      { head: className, cell: className },
    );
  }),
  column(
    "oldest",
    "Oldest",
    ({ oldestAgeSeconds: oldest }) =>
      oldest === null ? (
        <span className="text-fg-3">none</span>
      ) : (
        <span className={ageTone(oldest, movingGoalSeconds)}>{formatAge(oldest)}</span>
      ),
    { both: "ps-2 text-end max-desk:hidden", head: "pe-6", cell: "pe-4 whitespace-nowrap desk:pe-6" },
  ),
];

/** Depths by handler: one may be stuck while the others run. */
export function HandlerTable({ handlers, firing }: { handlers: readonly HandlerDepthDto[]; firing: number }) {
  return (
    <Section
      title="Handlers"
      flush
      aside={
        <p className="flex gap-4">
          <AsideLink href="/ops/alerts">{firing === 0 ? "Alerts" : `Alerts, ${firing} firing`}</AsideLink>
          <AsideLink href="/ops/outbox">Outbox</AsideLink>
          <AsideLink href="/ops/queues">Queues</AsideLink>
        </p>
      }
    >
      <DataTable
        columns={columns}
        items={handlers}
        idOf={({ handler }) => handler}
        rowClassName="border-t border-line hover:bg-hover"
      />
    </Section>
  );
}
