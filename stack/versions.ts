/** Versions that are not pinned by package-lock.json or requirements.txt. */

export const weaviateVersion = 'v1.35.2';

/** Of the module's sources, as in a go.sum line and in Go's public checksum database. */
export const weaviateSum = 'h1:D/cB4Lz8BIhE8s6cMUa4dRhlz356r1LRqDLgr5pKhPA=';

export const terraformVersion = '1.11.4';

/** SHA-256 of the official archives, by platform; from HashiCorp's own Homebrew formula of this version. */
export const terraformSums: Record<string, string> = {
  darwin_amd64: 'a56d5002b9f7647291faccc3dd1a70350e60fb61e4c45037629508b8fdc2575b',
  darwin_arm64: '867e0808fa971217043e25b7a792b10720c79b1546f8a68479b74f138be73e18',
  linux_amd64: '1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc',
  linux_arm64: 'a43d1d0da9b9bab214a8305a39db0e40869572594ccf50c416a7756499143633',
};
