"use client";
import { useState } from "react";
import { causeTitle } from "#components/console/causes/cause-labels.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import type { CauseDto, MuteBody } from "#server/contracts/triage/cause.ts";

const hour = 3_600_000;
const choices: readonly { words: string; body: () => MuteBody }[] = [
  { words: "Until 10 more die", body: () => ({ deaths: 10 }) },
  { words: "Until 100 more die", body: () => ({ deaths: 100 }) },
  { words: "For an hour", body: () => ({ until: new Date(Date.now() + hour).toISOString() }) },
  { words: "For eight hours", body: () => ({ until: new Date(Date.now() + 8 * hour).toISOString() }) },
  { words: "For a week", body: () => ({ until: new Date(Date.now() + 7 * 24 * hour).toISOString() }) },
];

type MuteDialogProps = {
  cause: CauseDto;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  busy: boolean;
  onMute: (body: MuteBody) => void;
};

/** A mute says when it ends: there is none for ever. */
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
          It leaves the open ones and comes back by itself. Nothing that is dead is changed, and new deaths are still
          counted.
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
          <legend className="sr-only">How long</legend>
          {choices.map(({ words }, index) => (
            <label key={words} className="flex min-h-8 items-center gap-2 max-desk:min-h-11">
              <input
                type="radio"
                name="mute"
                checked={index === chosen}
                onChange={() => setChosen(index)}
                className="size-4 accent-[var(--accent)]"
              />
              {words}
            </label>
          ))}
        </fieldset>
        <div className="flex flex-wrap justify-end gap-2 pt-3">
          <DialogClose>Leave it open</DialogClose>
          <Button variant="primary" type="submit" inert={busy}>
            Mute it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
