// The SPARQL editor: CodeMirror with the language, the prefixes and the terms of the ontology. Loaded when asked for.
import { autocompletion, closeBrackets, type CompletionContext, type CompletionResult, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import type { Queries } from "../lib/api";

export interface Editor {
  get(): string;
  set(query: string): void;
  /** Marks the place that an error message names; null takes the mark away. */
  complain(message: string | null): void;
  end(): void;
}

const keywords =
  "SELECT DISTINCT REDUCED WHERE CONSTRUCT DESCRIBE ASK PREFIX BASE FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER BIND VALUES AS EXISTS GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT STR LANG DATATYPE CONTAINS STRSTARTS STRENDS REGEX REPLACE LCASE UCASE STRLEN SUBSTR CONCAT COALESCE IF BOUND IRI YEAR MONTH DAY".split(
    " ",
  );

const look = EditorView.theme({
  "&": { backgroundColor: "var(--card)", color: "var(--ink)", fontSize: "0.9rem", minHeight: "14rem", maxHeight: "60vh" },
  "&.cm-focused": { outline: "3px solid var(--accent)" },
  ".cm-scroller": { fontFamily: "ui-monospace, SFMono-Regular, Menlo, monospace", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--card)", color: "var(--faint)", border: "none" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--accent) 7%, transparent)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--accent) 25%, transparent) !important" },
  ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--paper)" },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-keyword)", fontWeight: "600" },
  { tag: [tags.string, tags.number, tags.bool, tags.integer, tags.literal], color: "var(--code-value)" },
  { tag: tags.variableName, color: "var(--code-variable)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--faint)", fontStyle: "italic" },
  { tag: [tags.namespace, tags.url, tags.atom, tags.propertyName, tags.typeName], color: "var(--code-iri)" },
]);

function completer(queries: Queries) {
  return (context: CompletionContext): CompletionResult | null => {
    const word = context.matchBefore(/[?$]?[\w:-]*/);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    const text = context.state.doc.toString();
    if (/^[?$]/.test(word.text)) {
      const variables = new Set([...text.matchAll(/[?$]\w+/g)].map((match) => match[0]).filter((name) => name !== word.text));
      return { from: word.from, options: [...variables].map((label) => ({ label, type: "variable" })) };
    }
    return {
      from: word.from,
      options: [
        ...queries.terms.map((term) => ({ label: term.curie, detail: term.label, info: term.comment, type: "property", boost: 2 })),
        ...Object.keys(queries.prefixes).map((prefix) => ({ label: `${prefix}:`, detail: queries.prefixes[prefix]!, type: "namespace" })),
        ...keywords.map((label) => ({ label, type: "keyword" })),
      ],
      validFor: /^[\w:-]*$/,
    };
  };
}

export function openEditor(parent: HTMLElement, query: string, queries: Queries, run: (query: string) => void): Editor {
  // In a shadow root CodeMirror adopts its style sheets as objects; in the document it would add style elements, which
  // the server's policy forbids.
  const root = parent.shadowRoot ?? parent.attachShadow({ mode: "open" });
  const view = new EditorView({
    parent: root as unknown as Element,
    root,
    state: EditorState.create({
      doc: query,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        lintGutter(),
        sparql(),
        syntaxHighlighting(colours),
        autocompletion({ override: [completer(queries)] }),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "SPARQL query", spellcheck: "false" }),
        look,
        keymap.of([
          { key: "Mod-Enter", run: (view) => (run(view.state.doc.toString()), true) },
          ...completionKeymap,
          ...defaultKeymap,
          ...historyKeymap,
          indentWithTab,
        ]),
      ],
    }),
  });
  return {
    get: () => view.state.doc.toString(),
    set(query) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: query } });
    },
    complain(message) {
      const place = /line (\d+), column (\d+)/.exec(message ?? "");
      const diagnostics: Diagnostic[] = [];
      if (message && place) {
        const line = view.state.doc.line(Math.min(Number(place[1]), view.state.doc.lines));
        const from = Math.min(line.from + Number(place[2]) - 1, line.to);
        diagnostics.push({ from, to: Math.min(from + 1, view.state.doc.length), severity: "error", message });
      }
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    end: () => view.destroy(),
  };
}
