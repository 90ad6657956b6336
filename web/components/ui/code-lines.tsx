import { CopyButton } from './copy-button.tsx';

/** Lines for a terminal, to copy as a whole. */
export const CodeLines = ({ label, text }: { label: string; text: string }) => (
  <div className="min-w-0">
    <div className="flex h-6 items-center justify-between text-muted text-xs">
      <span>{label}</span>
      <CopyButton text={text} label={`Copy: ${label}`} />
    </div>
    <pre className="overflow-x-auto rounded border border-border bg-sunken p-2 font-mono text-xs leading-5">{text}</pre>
  </div>
);
