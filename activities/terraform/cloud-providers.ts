/** Which providers an account of another cloud allows in a project, and the words by which files name them. */
import type { ConnectionProvider } from '../../db/model/connections.ts';

type CloudProviders = { sources: string[]; words: RegExp };

export const cloudProviders: Partial<Record<ConnectionProvider, CloudProviders>> = {
  azure: { sources: ['hashicorp/azurerm'], words: /azurerm/ },
  gcp: { sources: ['hashicorp/google', 'hashicorp/google-beta'], words: /google/ },
  ovh: { sources: ['ovh/ovh'], words: /ovh/ },
};

export const providersOf = (connections: { provider: ConnectionProvider }[]): string[] =>
  connections.flatMap(({ provider }) => cloudProviders[provider]?.sources ?? []);
