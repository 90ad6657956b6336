import Link from 'next/link';
import { Logo } from '@/components/logo.tsx';

export default function NotFound() {
  return (
    <main className="grid h-full place-items-center p-6">
      <div className="grid max-w-sm justify-items-start gap-3">
        <Logo className="size-8" />
        <h1 className="font-semibold text-lg">There is nothing here</h1>
        <p className="text-muted">
          The address may be mistyped, or what stood here was removed, or it belongs to another organisation.
        </p>
        <Link href="/" className="text-primary underline underline-offset-2">
          Go to the start page
        </Link>
      </div>
    </main>
  );
}
