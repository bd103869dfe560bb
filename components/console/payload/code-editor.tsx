"use client";
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, defaultHighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import { completePayload } from "#components/console/payload/complete-payload.ts";
import { editorTheme } from "#components/console/payload/editor-theme.ts";
import type { PayloadFault } from "#components/console/payload/lint-payload.ts";

export type CodeEditorHandle = { goTo: (from: number, to: number) => void };

export type CodeEditorProps = {
  text: string;
  faults: readonly PayloadFault[];
  messageType: string;
  label: string;
  describedBy: string;
  onText: (text: string) => void;
  onFormat: () => void;
  ref: Ref<CodeEditorHandle>;
};

/** Payload editor on CodeMirror with error markers and schema completion. Tab leaves it. Loaded only where it can be used. */
export function CodeEditor({ text, faults, messageType, label, describedBy, onText, onFormat, ref }: CodeEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ onText, onFormat });
  latest.current = { onText, onFormat };

  // biome-ignore lint/correctness/useExhaustiveDependencies: created once per mount; text and faults are updated below.
  useEffect(() => {
    const parent = place.current;
    if (!parent) return;
    const format = () => {
      latest.current.onFormat();
      return true;
    };
    const made = new EditorView({
      parent,
      state: EditorState.create({
        doc: text,
        extensions: [
          // The CSP requires this response's nonce for style sheets.
          EditorView.cspNonce.of(document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? ""),
          // Horizontal scrolling would not be accessible by keyboard on phones.
          EditorView.lineWrapping,
          [lineNumbers(), history(), drawSelection(), bracketMatching(), lintGutter()],
          [json(), syntaxHighlighting(defaultHighlightStyle, { fallback: true }), editorTheme],
          autocompletion({ override: [completePayload(messageType)], icons: false }),
          keymap.of([
            { key: "Shift-Alt-f", run: format },
            ...completionKeymap,
            ...lintKeymap,
            ...historyKeymap,
            ...defaultKeymap,
          ]),
          EditorView.contentAttributes.of({
            "aria-label": label,
            "aria-describedby": describedBy,
            spellcheck: "false",
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onText(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, []);

  useEffect(() => {
    const current = view.current;
    if (!current || current.state.doc.toString() === text) return;
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: text } });
  }, [text]);

  useEffect(() => {
    const current = view.current;
    if (!current) return;
    const end = current.state.doc.length;
    const shown = faults.map(({ from, to, pointer, message }) => ({
      from: Math.min(from, end),
      to: Math.min(to, end),
      severity: "error" as const,
      message: `${pointer} ${message}`.trim(),
    }));
    current.dispatch(setDiagnostics(current.state, shown));
  }, [faults]);

  useImperativeHandle(ref, () => ({
    goTo(from, to) {
      view.current?.focus();
      view.current?.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
    },
  }));

  return <div ref={place} className="code-editor" />;
}
