"use client";
import { Lock } from "lucide-react";
import { type ComponentType, useEffect, useId, useRef, useState } from "react";
import { useHydrated } from "#components/browser/now.tsx";
import type { CodeEditorHandle, CodeEditorProps } from "#components/console/payload/code-editor.tsx";
import {
  formatPayload,
  immutableFields,
  type PayloadFault,
  type PayloadLint,
} from "#components/console/payload/lint-payload.ts";
import { StateMark, StateWord } from "#components/marks/state-mark.tsx";
import { Button } from "#components/ui/button.tsx";

type PayloadEditorProps = {
  text: string;
  original: string;
  lint: PayloadLint;
  messageType: string;
  readOnly: boolean;
  onText: (text: string) => void;
};

/**
 * Payload editor, validated while typing with the worker's schema. Tab leaves it. CodeMirror loads only if the payload
 * can be edited; until then a textarea is used.
 */
export function PayloadEditor({ text, original, lint, messageType, readOnly, onText }: PayloadEditorProps) {
  const id = useId();
  const hydrated = useHydrated();
  const area = useRef<HTMLTextAreaElement>(null);
  const code = useRef<CodeEditorHandle>(null);
  const Code = useCodeEditor(!readOnly);
  const label = `Payload of this ${messageType} message, as JSON`;
  const lines = text.split("\n");
  const bad = new Set(lint.faults.map((fault) => fault.line));

  function goTo({ line, from, to }: PayloadFault) {
    if (code.current) return code.current.goTo(from, to);
    const start = lines.slice(0, line - 1).reduce((sum, known) => sum + known.length + 1, 0);
    area.current?.focus();
    area.current?.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  }

  function format() {
    if (lint.parsed) onText(formatPayload(lint.value));
  }

  return (
    <div>
      {Code && !readOnly ? (
        <div className="overflow-hidden rounded-t-control border border-line-input focus-within:overflow-visible">
          <Code
            ref={code}
            text={text}
            faults={lint.faults}
            messageType={messageType}
            label={label}
            describedBy={`${id}-lint`}
            onText={onText}
            onFormat={format}
          />
        </div>
      ) : (
        <>
          <label htmlFor={id} className="sr-only">
            {label}
          </label>
          <div className="editor">
            <Backdrop lines={lines.length} bad={bad} />
            <textarea
              ref={area}
              id={id}
              value={text}
              rows={lines.length}
              readOnly={readOnly || !hydrated}
              spellCheck={false}
              autoCapitalize="none"
              autoComplete="off"
              wrap="off"
              aria-invalid={lint.faults.length > 0 || undefined}
              aria-describedby={`${id}-lint`}
              onChange={(event) => onText(event.target.value)}
            />
            <Numbers lines={lines.length} bad={bad} />
          </div>
        </>
      )}
      <div id={`${id}-lint`} role="status">
        <Faults faults={lint.faults} onGoTo={goTo} />
      </div>
      <div className="flex min-h-9 flex-wrap items-center gap-x-2 rounded-b-control border border-t-0 border-line-input py-0.5 ps-3 pe-2">
        <span className="grow">
          {lint.faults.length > 0 ? (
            <StateWord name="dead">{lint.faults.length === 1 ? "1 error" : `${lint.faults.length} errors`}</StateWord>
          ) : (
            <StateWord name="delivered">{`Valid ${messageType}`}</StateWord>
          )}
        </span>
        {!readOnly && lint.parsed && formatPayload(lint.value) !== text && (
          <Button size="s" variant="quiet" title="Shift Alt F" onClick={format}>
            Format
          </Button>
        )}
        {!readOnly && text !== original && (
          <Button size="s" variant="quiet" onClick={() => onText(original)}>
            Reset
          </Button>
        )}
      </div>
      {!readOnly && <LockedFields messageType={messageType} />}
    </div>
  );
}

/** List of immutable fields. */
function LockedFields({ messageType }: { messageType: string }) {
  const fields = immutableFields(messageType);
  if (fields.length === 0) return null;
  return (
    <p className="flex gap-1.5 pt-2 text-xs text-fg-2">
      <Lock size={14} strokeWidth={1.5} aria-hidden="true" className="mt-px shrink-0" />
      <span className="wrap-anywhere">
        Immutable:{" "}
        {fields.map((pointer, index) => (
          <span key={pointer}>
            {index > 0 && ", "}
            <code>{pointer.slice(1)}</code>
          </span>
        ))}
      </span>
    </p>
  );
}

/** Loads the editor on demand; null until it is loaded. */
function useCodeEditor(needed: boolean): ComponentType<CodeEditorProps> | null {
  const [loaded, setLoaded] = useState<{ Code: ComponentType<CodeEditorProps> } | null>(null);
  useEffect(() => {
    if (!needed) return;
    let gone = false;
    import("#components/console/payload/code-editor.tsx").then(
      ({ CodeEditor }) => gone || setLoaded({ Code: CodeEditor }),
      // Keep the textarea.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [needed]);
  return loaded?.Code ?? null;
}

type LinesProps = { lines: number; bad: ReadonlySet<number> };
const upTo = (lines: number) => Array.from({ length: lines }, (_, index) => index + 1);

function Backdrop({ lines, bad }: LinesProps) {
  return (
    <ol aria-hidden="true">
      {upTo(lines).map((line) => (
        <li key={line} className={bad.has(line) ? "bad" : undefined} />
      ))}
    </ol>
  );
}

function Numbers({ lines, bad }: LinesProps) {
  return (
    <ol aria-hidden="true" className="numbers">
      {upTo(lines).map((line) => (
        <li key={line}>
          <span className={bad.has(line) ? "bad" : undefined}>
            {bad.has(line) && <StateMark name="dead" size={12} />}
            {line}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Faults({ faults, onGoTo }: { faults: readonly PayloadFault[]; onGoTo: (fault: PayloadFault) => void }) {
  if (faults.length === 0) return null;
  return (
    <ul className="border-x border-line-input bg-sunken">
      {faults.map((fault) => (
        <li
          key={`${fault.pointer} ${fault.message}`}
          className="flex items-center gap-2 border-b border-line px-3 py-1 first:border-t-0"
        >
          <StateMark name="alert" size={14} />
          <span className="grow">
            {fault.pointer !== "" && <code className="font-semibold">{fault.pointer} </code>}
            {fault.message}
          </span>
          <Button size="s" variant="quiet" onClick={() => onGoTo(fault)}>
            {`Line ${fault.line}`}
          </Button>
        </li>
      ))}
    </ul>
  );
}
