import { EditorView } from "@codemirror/view";

/** Editor theme from the page's CSS variables, light and dark. */
export const editorTheme = EditorView.theme({
  "&": { backgroundColor: "var(--surface)", color: "var(--fg)", fontSize: "0.75rem" },
  "&.cm-focused": { outline: "2px solid var(--ring)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.375rem", overflowX: "hidden" },
  ".cm-content": { padding: "6px 0", minHeight: "8.25rem", caretColor: "var(--fg)" },
  ".cm-cursor": { borderLeftColor: "var(--fg)" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--fg-3)", border: "none" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--replaying-bg)" },
  ".cm-content span": { color: "inherit" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    backgroundColor: "var(--dead-bg)",
    textDecoration: "underline wavy var(--dead)",
    textUnderlineOffset: "3px",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--surface)",
    color: "var(--fg)",
    border: "1px solid var(--border-input)",
    borderRadius: "6px",
  },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--dead)" },
  ".cm-tooltip-autocomplete ul li": { padding: "2px 8px", fontFamily: "var(--font-mono)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--fg)", color: "var(--surface)" },
});
