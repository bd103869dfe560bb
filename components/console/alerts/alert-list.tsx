"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { alertHref } from "#components/console/alerts/alert-href.ts";
import { acknowledge, alertsQuery } from "#components/console/alerts/alerts-query.ts";
import { StatusHead } from "#components/console/shell/status-head.tsx";
import { TopBar } from "#components/console/shell/top-bar.tsx";
import { usePageTitle } from "#components/console/shell/use-page-title.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Age, Time } from "#components/ui/time.tsx";
import type { AlertDto, AlertListDto } from "#server/contracts/monitoring/alert.ts";

/** What is wrong now, who looks after it, what was said of it and by which rules. */
export function AlertList() {
  const { data } = useHydratedQuery(alertsQuery());
  usePageTitle("Alerts");
  const firing = data.open.filter(({ state }) => state === "firing");
  return (
    <>
      <TopBar crumbs={<b className="font-name text-fg">Alerts</b>} />
      <StatusHead
        mark={firing.length > 0 ? "alert" : "delivered"}
        title={titleOf(data)}
        evidence={<p>{`Looked at every 15 s; told through ${data.channels.join(", ")}.`}</p>}
      />
      {data.open.length > 0 && <Alerts title="Open" alerts={data.open} />}
      {data.resolved.length > 0 && <Alerts title="Over" alerts={data.resolved} />}
      {data.notices.length > 0 && <Notices notices={data.notices} />}
      <Rules rules={data.rules} />
    </>
  );
}

function titleOf({ open }: AlertListDto): string {
  const firing = open.filter(({ state }) => state === "firing");
  const taken = open.filter(({ state }) => state === "acknowledged").length;
  const [first] = firing;
  if (first) return firing.length === 1 ? first.message : `${firing.length} alerts fire and nobody has taken them`;
  if (taken > 0)
    return taken === 1
      ? "One alert is open, and somebody looks after it"
      : `${taken} alerts are open, and somebody looks after each`;
  return "Nothing is wrong";
}

function Alerts({ title, alerts }: { title: string; alerts: readonly AlertDto[] }) {
  return (
    <section aria-label={title} className="border-t border-line py-4">
      <h2 className="px-4 pb-2 font-semibold desk:px-6">{title}</h2>
      <ul>
        {alerts.map((alert) => (
          <Alert key={alert.id} alert={alert} />
        ))}
      </ul>
    </section>
  );
}

const words = { pending: "Not told yet", firing: "Firing", acknowledged: "Acknowledged", resolved: "Over" } as const;

function Alert({ alert }: { alert: AlertDto }) {
  const client = useQueryClient();
  const taking = useMutation({
    mutationFn: () => acknowledge(alert.id),
    onSettled: () => client.invalidateQueries({ queryKey: ["alerts"] }),
  });
  const mark = alert.state === "resolved" ? "delivered" : alert.state === "firing" ? "alert" : "retrying";
  const href = alertHref(alert);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 border-t border-line px-4 py-2.5 desk:px-6">
      <div className="flex min-w-0 grow basis-80 gap-2.5">
        <StateMark name={mark} label={words[alert.state]} className="mt-0.5" />
        <div className="min-w-0">
          <p className="text-pretty wrap-anywhere">
            {href ? (
              <Link href={href} className="link font-name">
                {alert.message}
              </Link>
            ) : (
              <span className="font-name">{alert.message}</span>
            )}
          </p>
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-fg-3">
            <Chip tone={alert.severity === "critical" && alert.state !== "resolved" ? "dead" : "outline"}>
              {alert.severity}
            </Chip>
            <code>{alert.rule}</code>
            <span>
              {alert.resolvedAt ? (
                <>
                  <Time at={alert.startedAt} format="day" /> to <Time at={alert.resolvedAt} format="day" />
                </>
              ) : (
                <>
                  for <Age since={alert.startedAt} />
                </>
              )}
            </span>
            {alert.acknowledgedBy && <span>{`taken by ${alert.acknowledgedBy}`}</span>}
            {alert.state === "pending" && <span>{words.pending}</span>}
          </p>
          <FormError error={taking.error} />
        </div>
      </div>
      {alert.state === "firing" && (
        <ActionButton
          action="alerts.acknowledge"
          size="s"
          inert={taking.isPending}
          className="max-desk:w-full"
          onClick={() => taking.mutate()}
        >
          Acknowledge
        </ActionButton>
      )}
    </li>
  );
}

const noticeMarks = { due: "retrying", sent: "delivered", failed: "dead" } as const;
const noticeLabels = { due: "Not taken yet", sent: "Taken", failed: "Given up" } as const;

function Notices({ notices }: Pick<AlertListDto, "notices">) {
  return (
    <section aria-label="Notices" className="border-t border-line py-4">
      <h2 className="px-4 pb-2 font-semibold desk:px-6">
        Notices <span className="ps-1 text-xs font-normal text-fg-2">one per look and channel, latest first</span>
      </h2>
      <ul>
        {notices.map((notice) => (
          <li key={notice.id} className="flex gap-2.5 border-t border-line px-4 py-2 desk:px-6">
            <StateMark
              name={noticeMarks[notice.state]}
              size={14}
              label={noticeLabels[notice.state]}
              className="mt-[3px]"
            />
            <div className="min-w-0">
              <p className="text-pretty wrap-anywhere">{notice.title}</p>
              <p className="text-xs wrap-anywhere text-fg-3">
                <Time at={notice.at} format="day" /> · {notice.channel} · {noticeLabels[notice.state]}
                {notice.attempts > 1 && ` after ${notice.attempts} tries`}
                {notice.error && notice.state !== "sent" && `: ${notice.error}`}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Rules({ rules }: Pick<AlertListDto, "rules">) {
  return (
    <section aria-label="Rules" className="border-t border-line py-4">
      <h2 className="px-4 pb-2 font-semibold desk:px-6">
        Rules{" "}
        <span className="ps-1 text-xs font-normal text-fg-2">
          a handler’s file may declare thresholds of its own: they stand below the usual
        </span>
      </h2>
      <ul>
        {rules.map((rule) => (
          <li key={rule.id} className="border-t border-line px-4 py-2 desk:px-6">
            <p className="text-pretty">
              <code className="font-semibold">{rule.id}</code> {rule.when}
            </p>
            {rule.own.map(({ handler, label, when }) => (
              <p key={handler} className="text-pretty text-fg-2">
                <span className="font-name">{label}</span>: {when}
              </p>
            ))}
            <p className="text-xs text-fg-3">
              {`${rule.severity}; notified ${rule.holdSeconds === 0 ? "at once" : `after ${rule.holdSeconds} s`}, resolved ${rule.coolDownSeconds === 0 ? "at once" : `after ${rule.coolDownSeconds} s without it`}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
