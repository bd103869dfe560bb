"use client";
import { requestJson } from "#components/api/request-json.ts";
import { useChange } from "#components/api/use-change.ts";
import { HandlerActionDialog } from "#components/console/queues/handler-action-dialog.tsx";
import { formatCounted } from "#components/format/format-count.ts";
import { ActionButton } from "#components/session/action-button.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { breakerDecidedDto } from "#server/contracts/delivery/breaker.ts";
import type { QueueDto } from "#server/contracts/monitoring/queue.ts";

/** Manual control of a circuit breaker: open, close or probe. */
export function BreakerActions({ queue }: { queue: QueueDto }) {
  const path = `/api/v1/queues/${encodeURIComponent(queue.handler)}/breaker` as const;
  const holds = queue.breaker !== null && queue.breaker.state !== "closed";
  if (!holds)
    return (
      <HandlerActionDialog
        path={`${path}/hold`}
        answer={breakerDecidedDto}
        trigger="Open circuit breaker…"
        title={`Open circuit breaker of ${queue.label}?`}
        description="Deliveries are held without using attempts. Single probes are sent, and the circuit breaker closes after three successful ones."
        verb="Open circuit breaker"
        done={{ title: "Circuit breaker opened", text: `${queue.label} resumes after successful probes.` }}
      />
    );
  return (
    <>
      {queue.breaker?.nextProbeAt && <ProbeButton path={`${path}/probe`} label={queue.label} />}
      <HandlerActionDialog
        path={`${path}/let-through`}
        answer={breakerDecidedDto}
        trigger="Close circuit breaker…"
        variant="primary"
        title={`Close circuit breaker of ${queue.label}?`}
        description={`${formatCounted(queue.breaker?.held ?? 0, "held delivery", "held deliveries")} will be sent now. The circuit breaker stays closed for 15 minutes, and failures count as attempts.`}
        verb="Close circuit breaker"
        done={{ title: "Circuit breaker closed", text: "It stays closed for 15 minutes." }}
      />
    </>
  );
}

function ProbeButton({ path, label }: { path: `/${string}`; label: string }) {
  const toast = useToast();
  const probe = useChange(() => requestJson(breakerDecidedDto, path, { method: "POST", body: {} }), ["queues"], {
    onSuccess: () => toast("Probe requested", `One delivery of ${label} will be sent.`),
    onError: (error) => toast("Probe not requested", error.message),
  });
  return (
    <ActionButton action="handlers.pause" inert={probe.isPending} onClick={() => probe.mutate()}>
      Send probe
    </ActionButton>
  );
}
