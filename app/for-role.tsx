import type { ReactNode } from "react";
import { NotForRole } from "#app/not-for-role.tsx";
import { mayVisit } from "#app/visitor.ts";
import type { Action } from "#server/contracts/identity/access.ts";

type Page<Props> = (props: Props) => ReactNode | Promise<ReactNode>;

/** A page for the roles that may perform `action`. Others see that `what` is not available to them. */
export const forRole =
  <Props,>(action: Action, what: string, page: Page<Props>) =>
  async (props: Props): Promise<ReactNode> =>
    (await mayVisit(action)) ? page(props) : <NotForRole what={what} action={action} />;
