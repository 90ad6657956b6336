'use client';

import { Download, EllipsisVertical, RotateCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Confirm } from '@/components/ui/confirm.tsx';
import { Menu, MenuBody, MenuItem, MenuSeparator, MenuTrigger } from '@/components/ui/menu.tsx';
import type { Document } from '@/lib/api-types.generated.ts';
import { useDownload, useRemoveDocument, useRetryDocument } from '@/lib/knowledge-queries.ts';
import { useMay } from '@/lib/use-role.ts';

type DocumentMenuProps = {
  document: Pick<Document, 'id' | 'title' | 'key' | 'state'>;
  /** What Aurora fetches itself would come back. */
  removable: boolean;
  onRemoved?: () => void;
};

export function DocumentMenu({ document: { id, title, key, state }, removable, onRemoved }: DocumentMenuProps) {
  const may = useMay('operator');
  const download = useDownload(id);
  const retry = useRetryDocument();
  const remove = useRemoveDocument(id);
  const [removing, setRemoving] = useState(false);
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button size="iconSm" look="quiet" aria-label={`What can be done with ${title}`}>
            <EllipsisVertical />
          </Button>
        </MenuTrigger>
        <MenuBody align="end">
          <MenuItem onSelect={() => download.mutate({ name: key.split('/').at(-1) ?? title })}>
            <Download /> Download the original
          </MenuItem>
          {may && state === 'failed' ? (
            <MenuItem onSelect={() => retry.mutate(id)}>
              <RotateCw /> Read it again
            </MenuItem>
          ) : null}
          {may && removable && state !== 'removed' ? (
            <>
              <MenuSeparator />
              <MenuItem danger onSelect={() => setRemoving(true)}>
                <Trash2 /> Remove
              </MenuItem>
            </>
          ) : null}
        </MenuBody>
      </Menu>
      <Confirm
        open={removing}
        onOpenChange={setRemoving}
        title={`Remove ${title}?`}
        description="It is no longer found, neither by you nor by the agent. Answers that cite it keep their words."
        action="Remove the document"
        mutation={remove}
        onDone={onRemoved}
      />
    </>
  );
}
