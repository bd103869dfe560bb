import { Assignee } from "#components/console/causes/assignee.tsx";
import { NoteDialog } from "#components/console/causes/note-dialog.tsx";
import type { useCauseActions } from "#components/console/causes/use-cause-actions.ts";
import { Section } from "#components/console/shell/section.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { usePermission } from "#components/session/me.tsx";
import type { CauseDto } from "#server/contracts/triage/cause.ts";

type CauseNoteProps = { cause: CauseDto; decisions: ReturnType<typeof useCauseActions> };

/** Note, link and assignee of a cause. */
export function CauseNote({ cause, decisions: { decide } }: CauseNoteProps) {
  const { may } = usePermission("causes.decide");
  return (
    <Section
      title="Note"
      className="px-4 py-4 desk:px-6"
      aside={
        may ? (
          <NoteDialog
            cause={cause}
            busy={decide.isPending}
            onSave={(body) => decide.mutateAsync({ cause, verb: "note", body })}
          />
        ) : (
          <ActionButton action="causes.decide">Add note</ActionButton>
        )
      }
    >
      {cause.note ? (
        <p className="text-base text-pretty wrap-anywhere">{cause.note}</p>
      ) : (
        <p className="text-fg-2">No note yet. Notes are kept when dead letters are replayed.</p>
      )}
      {cause.link && (
        <p className="pt-1">
          <a
            href={cause.link}
            rel="noreferrer noopener"
            target="_blank"
            className="link inline-flex items-center wrap-anywhere max-desk:min-h-11"
          >
            {cause.link}
            <span className="sr-only"> (opens in a new tab)</span>
          </a>
        </p>
      )}
      <p className="flex items-center gap-2 pt-2 text-fg-2">
        {cause.owner ? (
          <>
            <Assignee owner={cause.owner} />
            {`Assigned to ${cause.owner.name}`}
          </>
        ) : (
          "Unassigned"
        )}
      </p>
    </Section>
  );
}
