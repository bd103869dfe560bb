"use client";
import { Lock } from "lucide-react";
import type { ComponentProps } from "react";
import { usePermission } from "#components/session/me.tsx";
import { Button } from "#components/ui/button.tsx";
import type { Action } from "#server/contracts/identity/access.ts";

type ActionButtonProps = ComponentProps<typeof Button> & { action: Action };

/** Button for an action with a required role. Without that role it is shown locked, with the reason. */
export function ActionButton({ action, children, inert, variant, ...rest }: ActionButtonProps) {
  const { may, why } = usePermission(action);
  if (may)
    return (
      <Button {...rest} variant={variant} inert={inert}>
        {children}
      </Button>
    );
  return (
    <Button {...rest} inert title={why}>
      <Lock size={14} strokeWidth={1.5} aria-hidden="true" />
      {children}
      <span className="sr-only">. {why}</span>
    </Button>
  );
}
