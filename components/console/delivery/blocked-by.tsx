import Link from "next/link";
import { markOf } from "#components/marks/mark-names.ts";
import type { DeliveryDto } from "#server/contracts/delivery/delivery.ts";

type BlockedByProps = { heldBy: NonNullable<DeliveryDto["heldBy"]>; self: string };

/** Link to the delivery that blocks a waiting one, unless it is the current page. */
export function BlockedBy({ heldBy, self }: BlockedByProps) {
  if (heldBy.id === self) return "blocked by this message";
  const word = heldBy.state === "dead" ? "dead letter" : markOf(heldBy.state).word.toLowerCase();
  return (
    <>
      {"blocked by "}
      <Link href={`/ops/dead-letters/${heldBy.id}`} className="link">
        {`${heldBy.id.slice(-8)} (${word})`}
      </Link>
    </>
  );
}
