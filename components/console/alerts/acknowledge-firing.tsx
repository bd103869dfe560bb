"use client";
import { useChange } from "#components/api/use-change.ts";
import { acknowledge } from "#components/console/alerts/alerts-query.ts";
import { ActionButton } from "#components/session/action-button.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import type { FiringAlertDto } from "#server/contracts/monitoring/alert.ts";

/** Acknowledges the given alerts. */
export function AcknowledgeFiring({ firing }: { firing: readonly FiringAlertDto[] }) {
  const all = useChange(() => Promise.all(firing.map(({ id }) => acknowledge(id))), ["alerts"]);
  return (
    <>
      <ActionButton action="alerts.acknowledge" inert={all.isPending} onClick={() => all.mutate()}>
        {firing.length === 1 ? "Acknowledge alert" : `Acknowledge ${firing.length} alerts`}
      </ActionButton>
      <FormError error={all.error} />
    </>
  );
}
