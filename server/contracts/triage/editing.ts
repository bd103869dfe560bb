import * as z from "zod";
import { failureCodes } from "#server/contracts/delivery/failure-code.ts";
import { optionalReason } from "#server/contracts/delivery/reason.ts";

const isoTime = z.iso.datetime();
const anyJson = z.json();
const failureCode = z.enum(Object.keys(failureCodes) as [string, ...string[]]);

/** A JSON Patch (RFC 6902) of these three operations. */
const patchDto = z.array(
  z.object({ op: z.enum(["add", "remove", "replace"]), path: z.string(), value: anyJson.optional() }),
);
export type PatchDto = z.output<typeof patchDto>;

const suggestionDto = z.object({
  /** Identifies exactly this change: a replay by it applies the change that was read, or is refused. */
  id: z.string(),
  /** `schema`: repaired by the message's own schema; otherwise the ID of the handler's fix. */
  kind: z.string(),
  /** The kind of change: suggestions of other messages with the same shape correct the same fault. */
  shape: z.string(),
  reason: z.string(),
  patch: patchDto,
  /** The whole changed payload, masked like the dead letter. */
  payload: anyJson,
  /** JSON pointers of its masked fields. */
  masked: z.array(z.string()),
  /** How often this change worked in bulk replays of the cause; null where it was not tried or is switched off. */
  recipe: z.object({ id: z.uuid(), worked: z.int(), tried: z.int() }).nullable(),
  /** How many dead letters of the same cause this change would help, of those that were checked. */
  fits: z.object({ count: z.int(), of: z.int(), causeDead: z.int() }),
});
export type SuggestionDto = z.output<typeof suggestionDto>;

const adviceKinds = ["replay_as_it_is", "needs_edit", "wait_for_deploy", "ask_first"] as const;

export const suggestionsDto = z.object({
  /** The next step by failure code, whether or not a change is suggested. */
  advice: z.object({ kind: z.enum(adviceKinds), text: z.string() }),
  /** Faults of the payload by its current schema, with those of masked fields. */
  faults: z.array(z.object({ pointer: z.string(), detail: z.string() })),
  items: z.array(suggestionDto),
});
export type SuggestionsDto = z.output<typeof suggestionsDto>;

const fixChoice = z.strictObject({ id: z.string().max(100), input: z.record(z.string(), anyJson) });

/**
 * Selects a payload: the dead letter's own, a saved edit's or a suggestion's. `payload` replaces it, with masked values
 * restored from it; a fix is applied to it.
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
    context.addIssue({
      code: "custom",
      message: "must contain either an edited payload or a fix, not both",
      path: ["fix"],
    });
  }
  if (draft.edit !== undefined && draft.suggestion !== undefined) {
    context.addIssue({ code: "custom", message: "must start from an edit or a suggestion, not both", path: ["edit"] });
  }
};

export const previewBody = z.strictObject(draftShape).superRefine(draftFaults);

export const previewDto = z.object({
  /** The result of an attempt: it is sent, it is dead-lettered, or it is retried. */
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
  /** Whether personal data is masked for the requesting user. */
  masked: z.boolean(),
});
export type PreviewDto = z.output<typeof previewDto>;

function patchlessFaults() {
  return z.array(z.object({ pointer: z.string(), detail: z.string() }));
}

export const saveEditBody = z.strictObject({ ...draftShape, reason: optionalReason }).superRefine(draftFaults);
export type SaveEditBody = z.output<typeof saveEditBody>;

const editDto = z.object({
  number: z.int(),
  /** The edit that it started from; 0 is the payload as it was published. */
  base: z.int(),
  /** Null once it was purged with the message's payload. */
  payload: anyJson.nullable(),
  masked: z.array(z.string()),
  /** The change from its base. */
  patch: patchDto,
  author: z.string(),
  reason: z.string().nullable(),
  at: isoTime,
});
export type EditDto = z.output<typeof editDto>;

/** Every version of a payload. Its ETag is the newest number, which If-Match of a further edit names. */
export const editListDto = z.object({
  original: anyJson.nullable(),
  items: z.array(editDto),
  /** The change from one version to another, where both were requested. */
  diff: z.object({ from: z.int(), to: z.int(), patch: patchDto }).nullable(),
});
export type EditListDto = z.output<typeof editListDto>;

/** The edit that was saved meanwhile, and the payload of the refused request (412). */
export const staleEditDto = z.object({
  newest: editDto.nullable(),
  yours: z.object({ base: z.int(), payload: anyJson }),
});
