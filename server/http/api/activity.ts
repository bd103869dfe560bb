import { mayDo } from "#server/access/may-do.ts";
import { listActivity } from "#server/activity/list-activity.ts";
import { activityListDto } from "#server/contracts/activity.ts";
import { route } from "#server/http/route.ts";

export const getActivity = route({
  summary:
    "What happened of late: alerts, deploys, lost workers and, for those who may read the audit, what somebody did.",
  auth: "pipeline.read",
  output: activityListDto,
  handle: ({ actor }) => listActivity(mayDo(actor, "audit.read")),
});
