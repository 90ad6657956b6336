'use client';

import {
  Activity,
  Box,
  Boxes,
  Cpu,
  Database,
  Gauge,
  Globe,
  HardDrive,
  KeyRound,
  type LucideIcon,
  Mail,
  Network,
  Route,
  ShieldCheck,
  Split,
  Zap,
} from 'lucide-react';
import { Badge } from '@/components/ui/badge.tsx';
import { Tip } from '@/components/ui/tip.tsx';
import { categoryWords, codificationWords } from '@/lib/estate-words.ts';
import type { Category, Codification } from '@/lib/types.ts';

const icons: Record<Category, LucideIcon> = {
  compute: Cpu,
  containers: Boxes,
  serverless: Zap,
  storage: HardDrive,
  database: Database,
  cache: Gauge,
  network: Network,
  load_balancing: Split,
  dns: Route,
  cdn: Globe,
  messaging: Mail,
  identity: ShieldCheck,
  secrets: KeyRound,
  monitoring: Activity,
  other: Box,
};

export function CategoryIcon({ category, className }: { category: Category | null; className?: string }) {
  const Icon = icons[category ?? 'other'];
  return <Icon className={className} aria-label={categoryWords[category ?? 'other']} />;
}

export function CodificationBadge({ codification }: { codification: Codification }) {
  const { label, tone, says } = codificationWords[codification];
  return (
    <Tip text={says}>
      <Badge tone={tone} data-codification={codification}>
        {label}
      </Badge>
    </Tip>
  );
}

export const GoneBadge = () => <Badge tone="bad">Gone</Badge>;
