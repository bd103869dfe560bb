import type { Route } from "next";
import { alertHref } from "#components/console/alerts/alert-href.ts";
import { actionMarks, verbOf } from "#components/console/audit/action-labels.ts";
import { formatAge } from "#components/format/format-age.ts";
import type { MarkName } from "#components/marks/mark-names.ts";
import { orderNumber } from "#components/pipeline/stage-labels.ts";
import { type ActivityDto, mostToldTogether } from "#server/contracts/monitoring/activity.ts";

/** One line: who or what, and what became of it. `mark` null: nothing of a message's state, an arrow stands for it. */
export type ActivityText = { mark: MarkName | null; subject: string | null; words: string; href: Route | null };

const number = (count: number) =>
  count >= mostToldTogether ? `${count.toLocaleString("en-GB")} or more` : count.toLocaleString("en-GB");

/** The nouns of what actions are done to: one, and many. */
const nouns: Record<string, [string, string]> = {
  delivery: ["message", "messages"],
  order: ["order", "orders"],
  cause: ["cause", "causes"],
  alert: ["an alert", "alerts"],
  handler: ["queue", "queues"],
};

/** A line of the activity in words. */
export function activityLine(item: ActivityDto): ActivityText {
  switch (item.kind) {
    case "action":
      return ofAction(item);
    case "alert":
      return ofAlert(item);
    case "deploy":
      return { mark: null, subject: `Build ${item.build}`, words: "began to run", href: "/ops/workers" };
    case "lost": {
      const words = "ended without a word";
      const subject = item.count === 1 ? `Worker ${item.worker}` : `${number(item.count)} workers`;
      return { mark: "dead", subject, words, href: "/ops/workers" };
    }
  }
}

function ofAction({ who, action, target, orderId, count }: Extract<ActivityDto, { kind: "action" }>): ActivityText {
  const verb = verbOf(action);
  const base = { mark: actionMarks[action] ?? null, subject: who };
  const [one, many] = nouns[target.kind] ?? [target.kind, `${target.kind}s`];
  if (count > 1) {
    const href = `/ops/audit?${new URLSearchParams({ action, actor: who })}` as Route;
    return { ...base, words: `${verb} ${number(count)} ${many}`, href };
  }
  switch (target.kind) {
    case "delivery": {
      const of = orderId === null ? one : `a message of order ${orderNumber(orderId)}`;
      return { ...base, words: `${verb} ${of}`, href: `/ops/dead-letters/${target.id}` as Route };
    }
    case "cause":
      return { ...base, words: `${verb} a cause`, href: `/ops/causes/${target.id}` as Route };
    case "handler":
      return { ...base, words: `${verb} ${target.id}`, href: "/ops/queues" };
    case "sending":
      return { ...base, words: `${verb} sending`, href: null };
    case "alert":
      return { ...base, words: `${verb} ${one}`, href: "/ops/alerts" };
    default:
      return { ...base, words: `${verb} ${one}`, href: null };
  }
}

function ofAlert(item: Extract<ActivityDto, { kind: "alert" }>): ActivityText {
  const { turn, message, rule, subject, count, seconds } = item;
  const told = message.replace(/\.$/, "");
  if (turn === "resolved") {
    const lasted = seconds === null ? "" : ` after ${formatAge(Math.max(seconds, 1))}`;
    const words = count === 1 ? `${told}: over${lasted}` : `${number(count)} alerts are over`;
    return { mark: "delivered", subject: null, words, href: "/ops/alerts" };
  }
  if (count > 1) {
    return {
      mark: "alert",
      subject: `${number(count)} alerts`,
      words: `fired: ${told}, and more`,
      href: "/ops/alerts",
    };
  }
  return { mark: "alert", subject: null, words: told, href: alertHref({ rule, subject }) ?? "/ops/alerts" };
}
