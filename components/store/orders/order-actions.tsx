"use client";
import { ArrowRight } from "lucide-react";
import Link from "next/link";
import * as z from "zod";
import { ApiError, problemOf, requestJson } from "#components/api/request-json.ts";
import { useChange } from "#components/api/use-change.ts";
import { useCancelToken } from "#components/store/my-orders.ts";
import { orderQuery } from "#components/store/orders/order-query.ts";
import { Button } from "#components/ui/button.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { ProblemNote } from "#components/ui/problem-note.tsx";
import type { DeliveryDto } from "#server/contracts/delivery/delivery.ts";
import type { DemoMode } from "#server/contracts/identity/demo.ts";
import { type OrderDto, orderStatuses } from "#server/contracts/shop/order.ts";

const changed = z.object({ status: z.enum(orderStatuses), message: z.string() });

/** Whether the delivery has a page in the console that explains its state. */
const needsOperator = ({ shown }: DeliveryDto) => shown === "dead" || shown === "replaying" || shown === "discarded";

type OrderActionsProps = { order: OrderDto; demo: DemoMode };

/** Actions of the customer, and in the demo of the warehouse. */
export function OrderActions({ order, demo: mode }: OrderActionsProps) {
  const demo = mode !== "off";
  const cancelToken = useCancelToken(order.id);
  const change = useChange(
    (verb: "cancel" | "ship") =>
      requestJson(changed, `/api/v1/orders/${order.id}/${verb}`, {
        method: "POST",
        ...(verb === "cancel" && cancelToken !== null ? { body: { cancelToken } } : {}),
      }),
    [orderQuery(order.id).queryKey],
  );
  const mailed = order.deliveries.some((one) => one.handler === "order-notifications" && one.shown === "delivered");
  const stuck = order.deliveries.find(needsOperator);
  const link = buttonClass();
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 pt-4 pb-2 *:max-desk:w-full">
        {mailed && mode === "local" && (
          <Link href="/inbox" className={link}>
            Open e-mail
            <ArrowRight size={16} strokeWidth={1.5} aria-hidden="true" />
          </Link>
        )}
        {stuck && demo && (
          <Link href={`/ops/dead-letters/${stuck.id}`} className={link}>
            Open message in console
            <ArrowRight size={16} strokeWidth={1.5} aria-hidden="true" />
          </Link>
        )}
        {order.status === "placed" && demo && (
          <Button inert={change.isPending} onClick={() => change.mutate("ship")}>
            Ship order (as warehouse)
          </Button>
        )}
        {order.status === "placed" && (
          <Button variant="quiet" inert={change.isPending} onClick={() => change.mutate("cancel")}>
            Cancel order
          </Button>
        )}
      </div>
      <p role="status" className="text-sm text-fg-2">
        {change.data?.message}
      </p>
      {change.isError && <ProblemNote problem={problemOf(change.error)} />}
      {change.error instanceof ApiError && (change.error.status === 401 || change.error.status === 403) && (
        <Link href={`/sign-in?next=/orders/${order.id}`} className={`${link} mt-2`}>
          Sign in as operator
        </Link>
      )}
    </>
  );
}
