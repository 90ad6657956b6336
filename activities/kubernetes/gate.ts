/**
 * The gate of manifests: what a revision may hold before anything of it is sent to a cluster. Deny by default what is
 * dangerous, unless the connection's policy allows it. Asks the cluster only which kinds it has.
 */
import type { ManifestPolicy } from '../../db/model/kubernetes.ts';
import type { RevisionFiles } from '../../platform/revision-files.ts';
import { collector, type GateFinding, type Report } from '../terraform/gate/finding.ts';
import { addressOf, type Finding, type Manifest } from './gate/manifest.ts';
import { podRules } from './gate/pods.ts';
import { rightsRules } from './gate/rights.ts';
import { secretRules } from './gate/secrets.ts';
import { kindRules, metadataRules, namedBy, namespaceRules } from './gate/shape.ts';
import { unicodeRules } from './gate/unicode.ts';
import type { ClusterKinds } from './kinds.ts';
import { type Draft, readManifests } from './manifests.ts';

export type ManifestGate = { ok: boolean; findings: GateFinding[]; manifests: Manifest[] };

type Options = { policy: ManifestPolicy; kinds: Pick<ClusterKinds, 'ofVersion'> };

/** @param files of the revision those under `kubernetes/` */
export async function gateManifests(files: RevisionFiles, options: Options): Promise<ManifestGate> {
  const { report, findings } = collector();
  unicodeRules(files, report);
  const manifests: Manifest[] = [];
  for (const draft of readManifests(files, report)) {
    const manifest = await gateOne(draft, options, report);
    if (manifest) manifests.push(manifest);
  }
  doubled(manifests, report);
  const found = findings();
  return { ok: found.length === 0, findings: found, manifests };
}

async function gateOne(draft: Draft, { policy, kinds }: Options, report: Report): Promise<Manifest | null> {
  const { file, line, body } = draft;
  const place = { file, line, address: '' };
  const find: Finding = (rule, message) => report(rule, message, place);
  const named = namedBy(draft, find);
  if (!named) return null;
  place.address = `${named.kind}/${named.name}`;
  const served = await kinds.ofVersion(named.apiVersion);
  const kind = served.find((each) => each.kind === named.kind);
  if (!kind) {
    const others = served.length > 0 ? '' : ` It does not serve ${named.apiVersion} at all.`;
    find(
      'kind',
      `The cluster has no kind ${named.kind} in ${named.apiVersion}.${others} A definition of the kind has to be applied in a run before this one.`,
    );
    return null;
  }
  const namespace = namespaceRules(kind, draft, policy, find);
  place.address = addressOf(kind, namespace, named.name);
  metadataRules(draft, find);
  kindRules(kind, policy, find);
  secretRules(body, find);
  podRules(body, policy, find);
  rightsRules(body, policy, find);
  return { file, line, address: place.address, kind, namespace, name: named.name, body };
}

function doubled(manifests: Manifest[], report: Report): void {
  const seen = new Map<string, Manifest>();
  for (const manifest of manifests) {
    const { address, file, line } = manifest;
    const first = seen.get(address);
    if (first)
      report('shape', `${address} stands in ${first.file}, line ${first.line}, already.`, { file, line, address });
    else seen.set(address, manifest);
  }
}
