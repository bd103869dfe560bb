"use client";
import { useId, useState } from "react";
import { RateField } from "#components/console/replays/rate-field.tsx";
import { percentText, wavesText } from "#components/console/replays/replay-labels.ts";
import { ChangeOption } from "#components/console/replays/sheet/change-option.tsx";
import { SheetBody, SheetFoot } from "#components/console/replays/sheet/sheet-frame.tsx";
import type { ReplayDraft, StartInput } from "#components/console/replays/sheet/use-replay-draft.ts";
import { formatCount, formatCounted } from "#components/format/format-count.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { typedFrom } from "#components/session/reason-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import type { ReplayBatchDto } from "#server/contracts/triage/replay-batch.ts";
import { replayGate } from "#server/contracts/triage/replay-outcomes.ts";

type SendStepProps = {
  batch: ReplayBatchDto;
  start: ReplayDraft["start"];
  onBack: () => void;
  onStart: (input: StartInput) => void;
};

/** Step 3: waves, rate and reason, and the count typed above a threshold. */
export function SendStep({ batch, start, onBack, onStart }: SendStepProps) {
  const id = useId();
  const [waves, setWaves] = useState<StartInput["waves"]>("gated");
  const [ratePerSecond, setRate] = useState<number | null>(null);
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [missing, setMissing] = useState<"reason" | "count">();
  const ready = batch.counts.pending;
  const { limit } = batch.approval;
  const needsApproval = limit !== null && ready > limit;
  const isLarge = ready >= typedFrom;
  const messages = formatCounted(ready, "message");
  const leftOut = batch.invalid + batch.skipped;

  const submit = () => {
    const isTyped = !isLarge || typed.replace(/[,.\s]/g, "") === String(ready);
    const next = reason.trim() === "" ? "reason" : isTyped ? undefined : "count";
    setMissing(next);
    if (next === undefined && !start.isPending) onStart({ reason: reason.trim(), waves, ratePerSecond });
  };
  return (
    <form
      noValidate
      className="contents"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <SheetBody label="Send">
        <FormError error={start.error} />
        <p className="text-base text-pretty">
          {`${messages} ${ready === 1 ? "is" : "are"} replayed${batch.change ? ` with “${batch.change.words}”` : " as they are"}.`}
          {leftOut > 0 && ` ${formatCounted(leftOut, "dead letter")} ${leftOut === 1 ? "stays" : "stay"} behind.`}
        </p>
        <TextField
          id={id}
          label="Reason"
          value={reason}
          maxLength={500}
          placeholder="Typing error in the import, corrected"
          hint="Recorded in the receipt and the audit log."
          error={missing === "reason" ? "Enter a reason" : undefined}
          onChange={(event) => setReason(event.target.value)}
          data-first-focus
        />
        <fieldset className="grid gap-2">
          <legend className="pb-2 font-semibold">Waves</legend>
          <ChangeOption
            name={`${id}-waves`}
            label="In gated waves"
            hint={`${wavesText(ready)} The next wave starts when each message of the last one has an outcome.`}
            checked={waves === "gated"}
            onSelect={() => setWaves("gated")}
          >
            <p className="text-xs text-pretty text-fg-2">
              Stops automatically at a new failure cause, at any failure in the first {replayGate.strictWaves} waves,
              and when more than {percentText(replayGate.failureShare)} of a later wave, at least{" "}
              {replayGate.leastFailures}, fail again.
            </p>
          </ChangeOption>
          <ChangeOption
            name={`${id}-waves`}
            label="All at once"
            hint="Does not stop automatically."
            checked={waves === "none"}
            onSelect={() => setWaves("none")}
          />
        </fieldset>
        <div>
          <RateField label="Rate limit, messages per second" value={ratePerSecond} onRate={setRate} />
          <p className="pt-1 text-xs text-fg-2">Live messages have priority. You can change it during the replay.</p>
        </div>
        {isLarge && (
          <TextField
            id={`${id}-count`}
            label={`Type ${formatCount(ready)} to confirm`}
            inputMode="numeric"
            autoComplete="off"
            value={typed}
            error={missing === "count" ? `Type ${formatCount(ready)} to confirm` : undefined}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        {needsApproval && (
          <p className="flex gap-2 rounded-panel border border-line-input p-3 text-pretty">
            <StateMark name="waiting" className="mt-0.5" />
            {`Needs a second person: more than ${formatCount(limit)} messages. The replay waits until another operator approves it.`}
          </p>
        )}
      </SheetBody>
      <SheetFoot>
        <Button variant="quiet" onClick={onBack}>
          Back
        </Button>
        <ActionButton action="replays.run" variant="primary" size="l" type="submit" inert={start.isPending}>
          {start.isPending
            ? "Starting…"
            : needsApproval
              ? `Request approval for ${messages}`
              : `Replay ${messages}${waves === "gated" && ready > 1 ? " in waves" : ""}`}
        </ActionButton>
      </SheetFoot>
    </form>
  );
}
