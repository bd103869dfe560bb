"use client";
import { useState } from "react";
import { causeTitle } from "#components/console/causes/cause-labels.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import type { CauseDto, MuteBody } from "#server/contracts/triage/cause.ts";

const hour = 3_600_000;
const choices: readonly { label: string; body: () => MuteBody }[] = [
  { label: "Until 10 more dead letters", body: () => ({ deaths: 10 }) },
  { label: "Until 100 more dead letters", body: () => ({ deaths: 100 }) },
  { label: "For 1 hour", body: () => ({ until: new Date(Date.now() + hour).toISOString() }) },
  { label: "For 8 hours", body: () => ({ until: new Date(Date.now() + 8 * hour).toISOString() }) },
  { label: "For 7 days", body: () => ({ until: new Date(Date.now() + 7 * 24 * hour).toISOString() }) },
];

type MuteDialogProps = {
  cause: CauseDto;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  busy: boolean;
  onMute: (body: MuteBody) => void;
};

/** Mutes a cause for a limited time or number of dead letters. */
export function MuteDialog({ cause, open, onOpenChange, busy, onMute }: MuteDialogProps) {
  const [chosen, setChosen] = useState(0);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Mute this cause?"
      description={
        <>
          <span className="block truncate font-medium text-fg">{causeTitle(cause)}</span>
          The cause is hidden from the open tab and reopens automatically. Its dead letters do not change, and new ones
          are counted.
        </>
      }
    >
      <form
        className="grid gap-1"
        onSubmit={(event) => {
          event.preventDefault();
          const choice = choices[chosen];
          if (choice) onMute(choice.body());
        }}
      >
        <fieldset>
          <legend className="sr-only">Duration</legend>
          {choices.map(({ label }, index) => (
            <label key={label} className="flex min-h-8 items-center gap-2 max-desk:min-h-11">
              <input
                type="radio"
                name="mute"
                checked={index === chosen}
                onChange={() => setChosen(index)}
                className="size-4 accent-[var(--accent)]"
              />
              {label}
            </label>
          ))}
        </fieldset>
        <div className="flex flex-wrap justify-end gap-2 pt-3">
          <DialogClose>Cancel</DialogClose>
          <Button variant="primary" type="submit" inert={busy}>
            Mute cause
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
