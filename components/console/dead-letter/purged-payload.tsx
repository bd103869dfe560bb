import { Time } from "#components/ui/time.tsx";

/** Shown in place of a payload that was purged after its retention period. */
export const PurgedPayload = ({ at }: { at: string }) => (
  <p className="text-pretty text-fg-2">
    Payload purged on <Time at={at} format="day" />. Its history is kept.
  </p>
);

/** Explains why a purged message cannot be sent. */
export const PurgedNotice = ({ at }: { at: string }) => (
  <p className="text-pretty text-fg-2">
    It cannot be restored, edited or replayed: its payload was purged on <Time at={at} format="day" />.
  </p>
);
