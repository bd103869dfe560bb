"use client";
import { type ReactNode, useState } from "react";
import { keyLabel } from "#components/browser/shortcuts.ts";
import { useShortcut } from "#components/browser/use-shortcut.ts";
import { ReplaySheet } from "#components/console/replays/sheet/replay-sheet.tsx";
import type { ReplayTarget } from "#components/console/replays/sheet/replay-target.ts";
import { ActionButton } from "#components/session/action-button.tsx";
import { usePermission } from "#components/session/me.tsx";
import type { ButtonLook } from "#components/ui/button-class.ts";
import { Key } from "#components/ui/key.tsx";

type ReplayButtonProps = ButtonLook & {
  /** Undefined disables the button. */
  target: ReplayTarget | undefined;
  /** Whether the shortcut opens it too. One button per page may have it. */
  byKey?: boolean;
  children: ReactNode;
};

/** Opens the sheet that replays dead letters. The set of the moment of the click is kept while it is open. */
export function ReplayButton({ target, byKey = false, children, inert = false, ...look }: ReplayButtonProps) {
  const [opened, setOpened] = useState<ReplayTarget | null>(null);
  const [open, setOpen] = useState(false);
  const { may } = usePermission("replays.run");
  const show = () => {
    if (!target) return;
    setOpened(target);
    setOpen(true);
  };
  useShortcut("fix", show, byKey && may && target !== undefined && !inert);
  return (
    <>
      <ActionButton
        action="replays.run"
        {...look}
        inert={inert || target === undefined}
        aria-haspopup="dialog"
        onClick={show}
      >
        {children}
        {byKey && <Key>{keyLabel("fix")}</Key>}
      </ActionButton>
      {opened && <ReplaySheet target={opened} open={open} onOpenChange={setOpen} />}
    </>
  );
}
