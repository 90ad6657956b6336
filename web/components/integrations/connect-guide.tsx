import { CodeLines } from '@/components/ui/code-lines.tsx';
import { CopyButton } from '@/components/ui/copy-button.tsx';
import { hookAddresses, type PlaceKind, placeWords, slackManifest } from '@/lib/integration-words.ts';

/** What to do over there first, which permissions it takes, and the address that it gets. */
export function ConnectGuide({ kind, hookUrl }: { kind: PlaceKind; hookUrl: string }) {
  return (
    <div className="grid gap-3 rounded-md border border-border bg-background p-3">
      <ol className="grid list-decimal gap-1 pl-5 text-sm">
        {placeWords[kind].steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {kind === 'slack' ? (
        <details>
          <summary className="w-fit cursor-pointer text-muted text-xs hover:text-foreground">The manifest</summary>
          <CodeLines label="For “Create new app”, “From a manifest”, JSON" text={slackManifest(hookUrl)} />
        </details>
      ) : null}
      {hookAddresses(kind, hookUrl).map(({ label, url }) => (
        <div key={url} className="grid gap-1">
          <span className="font-medium text-xs">{label}</span>
          <div className="flex min-w-0 items-center gap-1">
            <code className="min-w-0 flex-1 break-all rounded border border-border bg-sunken px-2 py-1 font-mono text-xs">
              {url}
            </code>
            <CopyButton text={url} label={`Copy: ${label}`} />
          </div>
        </div>
      ))}
    </div>
  );
}
