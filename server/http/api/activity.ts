import { mayDo } from "#server/audit/may-do.ts";
import { activityListDto } from "#server/contracts/monitoring/activity.ts";
import { route } from "#server/http/route.ts";
import { listActivity } from "#server/monitoring/activity/list-activity.ts";

export const getActivity = route({
  summary:
    "What happened of late: alerts, deploys, lost workers and, for those who may read the audit, what somebody did.",
  auth: "pipeline.read",
  output: activityListDto,
  handle: ({ actor }) => listActivity(mayDo(actor, "audit.read")),
});
