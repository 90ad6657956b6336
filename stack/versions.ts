/** Versions that are not pinned by package-lock.json or requirements.txt. */

export const weaviateVersion = 'v1.35.2';

/** Of the module's sources, as in a go.sum line and in Go's public checksum database. */
export const weaviateSum = 'h1:D/cB4Lz8BIhE8s6cMUa4dRhlz356r1LRqDLgr5pKhPA=';
