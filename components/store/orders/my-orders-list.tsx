"use client";
import Link from "next/link";
import { useHydrated } from "#components/browser/now.tsx";
import { formatMoney } from "#components/format/format-money.ts";
import { orderNumber } from "#components/pipeline/stage-labels.ts";
import { useMyOrders } from "#components/store/my-orders.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import { Time } from "#components/ui/time.tsx";

/** The orders of this browser. There are no accounts in the shop: the link is the key to an order. */
export function MyOrdersList() {
  const orders = useMyOrders();
  if (!useHydrated()) return <p className="border-t border-line pt-6 text-fg-2">Reading your orders…</p>;
  if (orders.length === 0) {
    return (
      <div className="border-t border-line pt-6">
        <p className="font-medium">No order was placed in this browser yet</p>
        <p className="max-w-[60ch] pt-1 pb-4 text-fg-2">
          Orders are remembered here, on this device only. An order from elsewhere opens by its link.
        </p>
        <Link href="/checkout?sample=plain" className={buttonClass({ variant: "primary", size: "l" })}>
          Place a sample order
        </Link>
      </div>
    );
  }
  return (
    <ul className="border-t border-line">
      {orders.map((order) => (
        <li key={order.id} className="border-b border-line">
          <Link
            href={`/orders/${order.id}`}
            className="grid min-h-14 grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-4 hover:bg-hover"
          >
            <span className="font-mono text-md font-medium">{orderNumber(order.id)}</span>
            <span className="text-fg-2">
              <Time at={order.at} format="day" />
            </span>
            <span>{formatMoney(order.totalCents, order.currency)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
