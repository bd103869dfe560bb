"use client";
import { useState } from "react";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { useMyName } from "#components/store/my-orders.ts";
import { OrderActions } from "#components/store/orders/order-actions.tsx";
import { orderQuery } from "#components/store/orders/order-query.ts";
import { OrderSummary } from "#components/store/orders/order-summary.tsx";
import { Timeline } from "#components/store/orders/timeline.tsx";
import { timelineSteps } from "#components/store/orders/timeline-steps.ts";
import { CheckField } from "#components/ui/field.tsx";
import { LiveChip } from "#components/ui/live-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { DemoMode } from "#server/contracts/identity/demo.ts";
import type { OrderDto } from "#server/contracts/shop/order.ts";
import { orderSubject } from "#server/shop/messages/order-subject.ts";

type OrderViewProps = { id: string; demo: DemoMode };

/** Order page with a live timeline. */
export function OrderView({ id, demo }: OrderViewProps) {
  const query = useHydratedQuery(orderQuery(id));
  const [technical, setTechnical] = useState(false);
  const order = query.data;
  const { mark, word, title, hint } = headOf(order, useMyName(id));
  return (
    <>
      <div className="pt-6 pb-6 desk:pt-12 desk:pb-8">
        <p
          className={`flex items-center gap-2 font-name ${order.status === "cancelled" ? "text-discarded" : "text-delivered"}`}
        >
          <StateMark name={mark} size={20} />
          {word}
        </p>
        <h1 className="pt-1 pb-2 text-[2rem]/9 font-semibold tracking-[-0.03em] desk:text-hero">{title}</h1>
        <p className="text-fg-2">
          Order <b className="font-mono text-[0.9em] font-semibold">{orderSubject.shorten(order.id)}</b>,{" "}
          <Time at={order.createdAt} format="day" />. {hint}
        </p>
      </div>
      <div className="grid border-t border-line desk:grid-cols-[minmax(0,1fr)_336px]">
        <section aria-labelledby="happening" className="pt-6 desk:pe-12">
          <div className="flex items-baseline justify-between gap-4 pb-2">
            <h2 id="happening" className="text-lg">
              Status
            </h2>
            <LiveChip freshness={query} label="Updates automatically" />
          </div>
          <noscript>
            <p className="pb-2 text-sm text-fg-2">Without JavaScript, reload the page to update the status.</p>
          </noscript>
          <Timeline steps={timelineSteps(order)} technical={technical} />
          <CheckField
            label="Show technical details"
            checked={technical}
            onChange={(event) => setTechnical(event.target.checked)}
          />
          <OrderActions order={order} demo={demo} />
        </section>
        <aside
          aria-labelledby="order"
          className="mt-6 border-t border-line pt-6 desk:mt-0 desk:border-t-0 desk:border-s desk:ps-8"
        >
          <h2 id="order" className="text-lg">
            Your order
          </h2>
          <OrderSummary order={order} />
        </aside>
      </div>
    </>
  );
}

/** The name is stored in the browser that placed the order; others see it masked. */
function headOf(order: OrderDto, name: string | null) {
  const first = name === null ? "" : `, ${name}`;
  switch (order.status) {
    case "placed":
      return {
        mark: "delivered",
        word: "Confirmed",
        title: `Thank you${first}. Your order is confirmed.`,
        hint: "The confirmation e-mail follows.",
      } as const;
    case "shipped":
      return { mark: "delivered", word: "Shipped", title: `Your order was shipped${first}.`, hint: "" } as const;
    case "cancelled":
      return { mark: "discarded", word: "Cancelled", title: `Your order is cancelled${first}.`, hint: "" } as const;
    default:
      return order.status satisfies never;
  }
}
