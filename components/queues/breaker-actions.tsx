"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ActionButton } from "#components/access/action-button.tsx";
import { requestJson } from "#components/api/request-json.ts";
import { BrakeDialog } from "#components/queues/brake-dialog.tsx";
import { useSay } from "#components/ui/toast.tsx";
import { breakerDecidedDto } from "#server/contracts/delivery/breaker.ts";
import type { QueueDto } from "#server/contracts/monitoring/queue.ts";

/** What an operator knows better than a breaker: let all through, ask now, or hold by hand. */
export function BreakerActions({ queue }: { queue: QueueDto }) {
  const path = `/api/v1/queues/${encodeURIComponent(queue.handler)}/breaker` as const;
  const holds = queue.breaker !== null && queue.breaker.state !== "closed";
  if (!holds)
    return (
      <BrakeDialog
        path={`${path}/hold`}
        answer={breakerDecidedDto}
        trigger="Hold…"
        title={`Hold ${queue.label}?`}
        description="As its breaker does when too many tries fail: everything waits uncounted, one after the other is let through to see, and it goes on by itself when three have come through."
        verb="Hold now"
        said={{ title: `${queue.label} is held`, text: "It goes on by itself when probes come through." }}
      />
    );
  return (
    <>
      {queue.breaker?.nextProbeAt && <ProbeButton path={`${path}/probe`} label={queue.label} />}
      <BrakeDialog
        path={`${path}/let-through`}
        answer={breakerDecidedDto}
        trigger="Let it through…"
        variant="primary"
        title={`Let ${queue.label} through?`}
        description={`${queue.breaker?.held.toLocaleString("en-GB") ?? 0} held deliveries go out now. For 15 minutes nothing holds them again, and what fails is counted against each.`}
        verb="Let it through now"
        said={{ title: `${queue.label} is let through`, text: "For 15 minutes, whatever fails." }}
      />
    </>
  );
}

function ProbeButton({ path, label }: { path: `/${string}`; label: string }) {
  const client = useQueryClient();
  const say = useSay();
  const probe = useMutation({
    mutationFn: () => requestJson(breakerDecidedDto, path, { method: "POST", body: {} }),
    onSuccess: () => say(`${label}: a probe is let through`, "The others wait for what becomes of it."),
    onError: (error) => say("No probe was asked for", error.message),
    onSettled: () => client.invalidateQueries({ queryKey: ["queues"] }),
  });
  return (
    <ActionButton action="handlers.pause" inert={probe.isPending} onClick={() => probe.mutate()}>
      Probe now
    </ActionButton>
  );
}
