'use client';

import { loader, Editor as Monaco, type OnMount } from '@monaco-editor/react';
import { useTheme } from 'next-themes';
import { useRef } from 'react';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { languageOf } from '@/lib/draft.ts';

// From our own server, workers too: see next.config.ts.
loader.config({ paths: { vs: '/monaco/vs' } });

type EditorProps = {
  /** Names Monaco's model: undo and scroll are kept under it. Another name when the text changes from outside. */
  model: string;
  path: string;
  text: string;
  readOnly: boolean;
  onChange: (text: string) => void;
  onSave: () => void;
};

/**
 * Monaco for one file. Once it is there, the model owns the text: a value that went through React and came
 * back late would overwrite what was typed meanwhile.
 */
export function Editor({ model, path, text, readOnly, onChange, onSave }: EditorProps) {
  const { resolvedTheme } = useTheme();
  const save = useRef(onSave);
  save.current = onSave;
  const onMount: OnMount = (editor, monaco) => {
    editor.addAction({
      id: 'aurora.save',
      label: 'Save as a revision',
      keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS],
      run: () => save.current(),
    });
  };
  return (
    <Monaco
      path={model}
      language={languageOf(path)}
      defaultValue={text}
      theme={resolvedTheme === 'dark' ? 'aurora-dark' : 'aurora-light'}
      beforeMount={defineThemes}
      onMount={onMount}
      onChange={(value) => onChange(value ?? '')}
      loading={<Skeleton className="h-full w-full rounded-none" />}
      options={{
        readOnly,
        minimap: { enabled: false },
        fontSize: 13,
        fontFamily: '"JetBrains Mono", ui-monospace, "SF Mono", "Cascadia Code", Menlo, "DejaVu Sans Mono", monospace',
        lineNumbersMinChars: 3,
        scrollBeyondLastLine: false,
        tabSize: 2,
        padding: { top: 8, bottom: 8 },
        automaticLayout: true,
        renderLineHighlight: 'line',
        fixedOverflowWidgets: true,
        scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10 },
      }}
    />
  );
}

type MonacoApi = Parameters<OnMount>[1];

/** The surfaces of the page in both schemes (`--surface` in globals.css, as hex because Monaco reads no other). */
function defineThemes(monaco: MonacoApi) {
  const colors = (background: string, line: string) => ({
    'editor.background': background,
    'editorGutter.background': background,
    'editor.lineHighlightBackground': line,
    'editor.lineHighlightBorder': '#00000000',
  });
  monaco.editor.defineTheme('aurora-light', {
    base: 'vs',
    inherit: true,
    rules: [],
    colors: colors('#ffffff', '#f3f6f7'),
  });
  monaco.editor.defineTheme('aurora-dark', {
    base: 'vs-dark',
    inherit: true,
    rules: [],
    colors: colors('#151b1f', '#1c2429'),
  });
}
