export type TerraformBinary = { path: string; product: 'terraform' | 'tofu'; version: string };

/** @throws AuroraError terraform_missing */
export async function findTerraform(_configured?: string): Promise<TerraformBinary> {
  throw new Error('not built yet');
}
