import type { Route } from "next";
import { alertHref } from "#components/console/alerts/alert-href.ts";
import { actionMarks, verbOf } from "#components/console/audit/action-labels.ts";
import { formatAge } from "#components/format/format-age.ts";
import { formatCount } from "#components/format/format-count.ts";
import { shortSubject, subjectNoun } from "#components/format/subject-labels.ts";
import type { MarkName } from "#components/marks/mark-names.ts";
import { type ActivityDto, mostToldTogether } from "#server/contracts/monitoring/activity.ts";

/** One line of activity. `mark` is null for events without a message state. */
export type ActivityText = { mark: MarkName | null; subject: string | null; text: string; href: Route | null };

const number = (count: number) => (count >= mostToldTogether ? `${formatCount(count)} or more` : formatCount(count));

/** Nouns of action targets, singular and plural. */
const nouns: Record<string, [string, string]> = {
  delivery: ["message", "messages"],
  cause: ["cause", "causes"],
  alert: ["an alert", "alerts"],
  handler: ["queue", "queues"],
};

/** Text of one activity item. */
export function activityLine(item: ActivityDto): ActivityText {
  switch (item.kind) {
    case "action":
      return ofAction(item);
    case "alert":
      return ofAlert(item);
    case "deploy":
      return { mark: null, subject: `Build ${item.build}`, text: "deployed", href: "/ops/workers" };
    case "lost": {
      const text = "lost (no heartbeat)";
      const subject = item.count === 1 ? `Worker ${item.worker}` : `${number(item.count)} workers`;
      return { mark: "dead", subject, text, href: "/ops/workers" };
    }
  }
}

function ofAction({ who, action, target, subject, count }: Extract<ActivityDto, { kind: "action" }>): ActivityText {
  const verb = verbOf(action);
  const base = { mark: actionMarks[action] ?? null, subject: who };
  const [one, many] = nouns[target.kind] ?? [target.kind, `${target.kind}s`];
  if (count > 1) {
    const href = `/ops/audit?${new URLSearchParams({ action, actor: who })}` as Route;
    // The verbs of bulk replays name them already.
    const text = target.kind === "replay" ? `${verb}, ${number(count)} times` : `${verb} ${number(count)} ${many}`;
    return { ...base, text, href };
  }
  switch (target.kind) {
    case "delivery": {
      const about = subject === null ? null : shortSubject(subject);
      const of = subject === null || about === null ? one : `a message of ${subjectNoun(subject)} ${about}`;
      return { ...base, text: `${verb} ${of}`, href: `/ops/dead-letters/${target.id}` as Route };
    }
    case "cause":
      return { ...base, text: `${verb} a cause`, href: `/ops/causes/${target.id}` as Route };
    case "replay":
      return { ...base, text: verb, href: `/ops/replays/${target.id}` as Route };
    case "handler":
      return { ...base, text: `${verb} ${target.id}`, href: "/ops/queues" };
    case "sending":
      return { ...base, text: `${verb} sending`, href: null };
    case "alert":
      return { ...base, text: `${verb} ${one}`, href: "/ops/alerts" };
    default:
      return { ...base, text: `${verb} ${one}`, href: null };
  }
}

function ofAlert(item: Extract<ActivityDto, { kind: "alert" }>): ActivityText {
  const { turn, message, rule, subject, count, seconds } = item;
  const alert = message.replace(/\.$/, "");
  if (turn === "resolved") {
    const lasted = seconds === null ? "" : ` after ${formatAge(Math.max(seconds, 1))}`;
    const text = count === 1 ? `${alert} · resolved${lasted}` : `${number(count)} alerts resolved`;
    return { mark: "delivered", subject: null, text, href: "/ops/alerts" };
  }
  if (count > 1) {
    return {
      mark: "alert",
      subject: `${number(count)} alerts`,
      text: `fired: ${alert} and others`,
      href: "/ops/alerts",
    };
  }
  return { mark: "alert", subject: null, text: alert, href: alertHref({ rule, subject }) ?? "/ops/alerts" };
}
