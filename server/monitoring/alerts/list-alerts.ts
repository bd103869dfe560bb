import type { AlertListDto } from "#server/contracts/monitoring/alert.ts";
import { handlers } from "#server/delivery/handlers/registry.ts";
import { maskAddresses } from "#server/delivery/privacy/mask-text.ts";
import { channelNames } from "#server/monitoring/alerts/channels.ts";
import { describeRules } from "#server/monitoring/alerts/describe-rules.ts";
import { readAlerts } from "#server/monitoring/alerts/sql/alerts.ts";
import { readNotices } from "#server/monitoring/alerts/sql/notices.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";

const noticesShown = 20;

/** Lists open and resolved alerts, notices, channels and rules. */
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
    rules: describeRules(handlers()),
  };
}
