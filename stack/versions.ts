/** Versions that are not pinned by package-lock.json or requirements.txt. */

/** Built from source by the Go toolchain, which checks it against the public checksum database. */
export const weaviateVersion = 'v1.35.2';
