import { channelNames } from "#server/alerts/channels.ts";
import { describeRules } from "#server/alerts/describe-rules.ts";
import { readAlerts } from "#server/alerts/sql/alerts.ts";
import { readNotices } from "#server/alerts/sql/notices.ts";
import type { AlertListDto } from "#server/contracts/alert.ts";
import { db } from "#server/db.ts";
import { env } from "#server/env.ts";
import { handlers } from "#server/handlers/index.ts";
import { maskAddresses } from "#server/privacy/mask-text.ts";

const noticesShown = 20;

/** What is wrong, what was, what was said of it and where, and by which rules. */
export async function listAlerts(): Promise<AlertListDto> {
  const [alerts, notices] = await Promise.all([readAlerts(db()), readNotices(db(), noticesShown)]);
  return {
    at: new Date().toISOString(),
    ...alerts,
    notices: notices.map(({ body, at, ...notice }) => ({
      ...notice,
      ...{ title: maskAddresses(body.title), error: maskAddresses(notice.error), at: at.toISOString() },
    })),
    channels: ["log", ...channelNames(env())],
    rules: describeRules(handlers),
  };
}
