/** Called by Next once, when its server starts. Its log is not ours to write, so what leaves it is scrubbed. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { scrubOutput } = await import('../platform/scrub.ts');
  scrubOutput();
}
