/** How long things took, in the report of the tests: a recovery that grows is seen before it fails. */
export const tell = (what: string, ms: number): void => {
  process.stdout.write(`  chaos: ${what}: ${(ms / 1000).toFixed(1)} s\n`);
};
