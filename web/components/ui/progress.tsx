import { cn } from '@/lib/cn.ts';

type ProgressProps = {
  label: string;
  /** 0 to 1; null: nobody knows how long it is. */
  share: number | null;
  className?: string;
};

/** Without a value it is of unknown length, and says so to screen readers. */
export const Progress = ({ label, share, className }: ProgressProps) => (
  <progress
    aria-label={label}
    max={1}
    {...(share === null ? {} : { value: share })}
    className={cn(
      'h-1.5 w-full appearance-none overflow-hidden rounded-sm bg-sunken [&::-moz-progress-bar]:bg-info [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-info [&::-webkit-progress-value]:transition-[width]',
      share === null && 'animate-pulse [&::-webkit-progress-bar]:bg-info/40',
      className,
    )}
  />
);
