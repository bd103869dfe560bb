import * as z from "zod";
import { failureCodes } from "#server/contracts/delivery/failure-code.ts";

const isoTime = z.iso.datetime();
const anyJson = z.json();
const failureCode = z.enum(Object.keys(failureCodes) as [string, ...string[]]);

/** A JSON Patch (RFC 6902) of these three operations. */
export const patchDto = z.array(
  z.object({ op: z.enum(["add", "remove", "replace"]), path: z.string(), value: anyJson.optional() }),
);
export type PatchDto = z.output<typeof patchDto>;

export const suggestionDto = z.object({
  /** Names this very change: a replay by it does what was read, or is refused. */
  id: z.string(),
  /** `schema`: mended by the message's own schema; else the handler's fix of that id. */
  kind: z.string(),
  reason: z.string(),
  patch: patchDto,
  /** The whole payload as it would be, masked like the letter. */
  payload: anyJson,
  /** JSON pointers of what is masked in it. */
  masked: z.array(z.string()),
  /** How many dead letters of the same cause the same change would help, of those that were looked at. */
  fits: z.object({ count: z.int(), of: z.int(), causeDead: z.int() }),
});
export type SuggestionDto = z.output<typeof suggestionDto>;

export const adviceKinds = ["replay_as_it_is", "needs_edit", "wait_for_deploy", "ask_first"] as const;

export const suggestionsDto = z.object({
  /** What to do by the kind of failure, whether or not a change is suggested. */
  advice: z.object({ kind: z.enum(adviceKinds), text: z.string() }),
  /** What its present schema finds wrong with the payload, masked fields too. */
  faults: z.array(z.object({ pointer: z.string(), detail: z.string() })),
  items: z.array(suggestionDto),
});
export type SuggestionsDto = z.output<typeof suggestionsDto>;

const fixChoice = z.strictObject({ id: z.string().max(100), input: z.record(z.string(), anyJson) });

/**
 * Which payload is meant. It starts from the letter's own, a saved edit's or a suggestion's; `payload` is typed over that
 * (what it holds masked is put back from there), a fix is applied to it.
 */
export const draftShape = {
  edit: z.int().min(1).optional(),
  suggestion: z.string().max(60).optional(),
  payload: anyJson.optional(),
  fix: fixChoice.optional(),
};
export type DraftChoice = {
  edit?: number | undefined;
  suggestion?: string | undefined;
  payload?: z.output<typeof anyJson> | undefined;
  fix?: z.output<typeof fixChoice> | undefined;
};

export const draftFaults = (draft: DraftChoice, context: z.core.$RefinementCtx): void => {
  if (draft.payload !== undefined && draft.fix !== undefined) {
    context.addIssue({ code: "custom", message: "must carry an edited payload or a fix, not both", path: ["fix"] });
  }
  if (draft.edit !== undefined && draft.suggestion !== undefined) {
    context.addIssue({ code: "custom", message: "must start from an edit or a suggestion, not both", path: ["edit"] });
  }
};

export const previewBody = z.strictObject(draftShape).superRefine(draftFaults);

export const previewDto = z.object({
  /** What a worker would make of it: it leaves, it dies, or it is tried again later. */
  outcome: z.enum(["sends", "dies", "retries"]),
  mails: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      subject: z.string(),
      text: z.string(),
      html: z.string(),
      headers: z.string(),
    }),
  ),
  webhooks: z.array(z.object({ body: anyJson })),
  error: z.object({ code: failureCode, label: z.string(), message: z.string(), errors: patchlessFaults() }).nullable(),
  patch: patchDto,
  /** Whether what it says about people is masked for whoever asks. */
  masked: z.boolean(),
});
export type PreviewDto = z.output<typeof previewDto>;

function patchlessFaults() {
  return z.array(z.object({ pointer: z.string(), detail: z.string() }));
}

const editReason = z.string().trim().max(500, "must have at most 500 characters").optional();

export const saveEditBody = z.strictObject({ ...draftShape, reason: editReason }).superRefine(draftFaults);
export type SaveEditBody = z.output<typeof saveEditBody>;

export const editDto = z.object({
  number: z.int(),
  /** The edit that it started from; 0 is the payload as it was published. */
  base: z.int(),
  /** Null once it was purged with the message's payload. */
  payload: anyJson.nullable(),
  masked: z.array(z.string()),
  /** What it changes in its base. */
  patch: patchDto,
  author: z.string(),
  reason: z.string().nullable(),
  at: isoTime,
});
export type EditDto = z.output<typeof editDto>;

/** Every version of a payload. Its ETag is the newest number: what a further edit names by If-Match. */
export const editListDto = z.object({
  original: anyJson.nullable(),
  items: z.array(editDto),
  /** What leads from one version to another, where both were asked for. */
  diff: z.object({ from: z.int(), to: z.int(), patch: patchDto }).nullable(),
});
export type EditListDto = z.output<typeof editListDto>;

/** What a 412 of an edit carries: what was saved meanwhile, and what was sent. */
export const staleEditDto = z.object({
  newest: editDto.nullable(),
  yours: z.object({ base: z.int(), payload: anyJson }),
});
