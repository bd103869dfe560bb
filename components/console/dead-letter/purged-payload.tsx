import { Time } from "#components/ui/time.tsx";

/** In the payload's place once its retention time is over. */
export const PurgedPayload = ({ at }: { at: string }) => (
  <p className="text-pretty text-fg-2">
    Payload purged on <Time at={at} format="day" />. What happened to it is kept.
  </p>
);

/** Why nothing can be sent any more. */
export const PurgedNotice = ({ at }: { at: string }) => (
  <p className="text-pretty text-fg-2">
    It cannot be restored, edited or replayed: its payload was purged on <Time at={at} format="day" />.
  </p>
);
