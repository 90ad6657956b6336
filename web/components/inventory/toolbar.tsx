'use client';

import { Columns3, Download, SlidersHorizontal } from 'lucide-react';
import type { RefObject } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Input } from '@/components/ui/field.tsx';
import { Kbd } from '@/components/ui/kbd.tsx';
import { Menu, MenuBody, MenuCheckItem, MenuItem, MenuSeparator, MenuTrigger } from '@/components/ui/menu.tsx';
import { Tip } from '@/components/ui/tip.tsx';
import { filterCount } from '@/lib/estate-filters.ts';
import { type ColumnId, columnIds, columnOf } from './columns.tsx';
import { SavedViews } from './saved-views.tsx';
import { useExport } from './use-export.ts';
import type { Inventory } from './use-inventory.ts';

type ToolbarProps = { inventory: Inventory; searchBox: RefObject<HTMLInputElement | null>; onFilters: () => void };

export function Toolbar({ inventory, searchBox, onFilters }: ToolbarProps) {
  const { filters, setFilters, narrow } = inventory;
  const file = useExport();
  const count = filterCount(filters);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="relative min-w-40 flex-1 sm:max-w-md">
        <Input
          ref={searchBox}
          type="search"
          aria-label="Search the inventory"
          placeholder="Search by name or id"
          value={filters.q}
          onChange={(event) => void setFilters({ q: event.target.value || null })}
          className="peer pr-8"
        />
        <span className="pointer-events-none absolute inset-y-0 right-2 hidden items-center sm:peer-placeholder-shown:flex sm:peer-focus:hidden">
          <Kbd>/</Kbd>
        </span>
      </div>
      <Button size="sm" className="h-8 lg:hidden" onClick={onFilters}>
        <SlidersHorizontal /> Filters{count > 0 ? ` (${count})` : ''}
      </Button>
      <div className="ml-auto flex items-center gap-2">
        <SavedViews page="inventory" />
        <ColumnChooser inventory={inventory} />
        <Tip text="Everything that matches, as CSV">
          <Button
            look="quiet"
            size="iconSm"
            aria-label="Export as CSV"
            disabled={file.isPending}
            onClick={() => file.mutate(narrow)}
          >
            <Download className={file.isPending ? 'animate-pulse' : undefined} />
          </Button>
        </Tip>
      </div>
    </div>
  );
}

function ColumnChooser({ inventory: { columns, setLook } }: { inventory: Inventory }) {
  const toggle = (id: ColumnId) =>
    setLook({ columns: columnIds.filter((one) => (one === id ? !columns.includes(one) : columns.includes(one))) });
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button look="quiet" size="iconSm" aria-label="Choose columns">
          <Columns3 />
        </Button>
      </MenuTrigger>
      <MenuBody align="end">
        {columnIds.map((id) => (
          <MenuCheckItem
            key={id}
            checked={columns.includes(id)}
            disabled={id === 'name'}
            onCheckedChange={() => void toggle(id)}
          >
            {columnOf(id).title}
          </MenuCheckItem>
        ))}
        <MenuSeparator />
        <MenuItem onSelect={() => void setLook({ columns: null })}>The usual ones</MenuItem>
      </MenuBody>
    </Menu>
  );
}
