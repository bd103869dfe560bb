"use client";
import { RateField } from "#components/console/replays/rate-field.tsx";
import { rateText } from "#components/console/replays/replay-labels.ts";
import type { ReplayActions } from "#components/console/replays/use-replay-actions.ts";
import { usePermission } from "#components/session/me.tsx";
import { useToast } from "#components/ui/toast.tsx";

type RateControlProps = { value: number | null; actions: ReplayActions };

/** Changes the rate cap of a replay at once. */
export function RateControl({ value, actions: { changeRate } }: RateControlProps) {
  const { may } = usePermission("replays.run");
  const toast = useToast();
  return (
    <RateField
      label="Rate, messages per second"
      value={value}
      inert={!may || changeRate.isPending}
      onRate={(rate) =>
        changeRate.mutate(rate, { onSuccess: () => toast("Rate changed", `${rateText(rate)}, from now on.`) })
      }
    />
  );
}
