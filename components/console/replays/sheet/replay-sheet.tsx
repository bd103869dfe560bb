"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { replayPath } from "#components/console/replays/replays-query.ts";
import type { ChangeChoice } from "#components/console/replays/sheet/change-choice.ts";
import { ChangeStep } from "#components/console/replays/sheet/change-step.tsx";
import { PreviewStep } from "#components/console/replays/sheet/preview-step.tsx";
import { countText, type ReplayTarget } from "#components/console/replays/sheet/replay-target.ts";
import { SendStep } from "#components/console/replays/sheet/send-step.tsx";
import { Sheet } from "#components/console/replays/sheet/sheet-frame.tsx";
import { useReplayDraft } from "#components/console/replays/sheet/use-replay-draft.ts";

const steps = ["Change", "Preview", "Send"];

type ReplaySheetProps = { target: ReplayTarget; open: boolean; onOpenChange: (open: boolean) => void };

/** Replays dead letters in three steps: Change, Preview, Send. Then opens the receipt. */
export function ReplaySheet({ target, open, onOpenChange }: ReplaySheetProps) {
  const router = useRouter();
  const draft = useReplayDraft(target);
  const { batch, create, start } = draft;
  const [step, setStep] = useState(0);
  const [choice, setChoice] = useState<ChangeChoice | null>(null);
  const close = (next: boolean) => {
    if (!next) {
      draft.abandon();
      setStep(0);
      setChoice(null);
      create.reset();
      start.reset();
    }
    onOpenChange(next);
  };
  const back = () => {
    // Another change is another draft: the set is frozen again.
    draft.abandon();
    setStep(0);
  };
  return (
    <Sheet
      open={open}
      onOpenChange={close}
      title={`Replay ${countText(batch?.total ?? target.count)}`}
      description={target.words}
      steps={steps}
      step={step}
    >
      {(step === 0 || !batch) && (
        <ChangeStep
          target={target}
          choice={choice}
          onChoice={setChoice}
          busy={create.isPending}
          error={create.error}
          onNext={(change) => create.mutate(change, { onSuccess: () => setStep(1) })}
        />
      )}
      {step === 1 && batch && <PreviewStep batch={batch} draft={draft} onBack={back} onNext={() => setStep(2)} />}
      {step === 2 && batch && (
        <SendStep
          batch={batch}
          start={start}
          onBack={() => setStep(1)}
          onStart={(input) => start.mutate(input, { onSuccess: ({ id }) => router.push(replayPath(id)) })}
        />
      )}
    </Sheet>
  );
}
