/** Hands bytes over as a file: a plain link could not show the API who asks. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has its own hold of the bytes once it has started.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
