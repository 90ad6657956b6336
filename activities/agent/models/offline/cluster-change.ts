/** Changes one value in a manifest of the project, and proposes that. What the files do not say is not made up. */
import { type Document, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Scalar } from 'yaml';
import type { ClusterChange } from './cluster-requests.ts';
import type { Turn } from './conversation.ts';
import { isObject } from './conversation.ts';
import { look, projectCall, resultOf } from './looking.ts';
import { call, type Reply, say } from './reply.ts';
import { shown } from './words.ts';

export function changeCluster(change: ClusterChange, turn: Turn, tools: ReadonlySet<string>): Reply {
  if (!tools.has('propose_manifest')) return say('I cannot propose that here: the tool `propose_manifest` is missing.');
  const looking = look(turn, tools, [projectCall], "I read the project's manifests.");
  if (looking !== null) return looking;
  const files = resultOf(turn, projectCall)?.result?.files;
  const found = placesOf(change, isObject(files) ? files : {});
  const [place, ...others] = found;
  const what = `deployment ${shown(change.deployment)}`;
  if (!place)
    return say(
      `The project has no manifest of the ${what}. Add it under \`kubernetes/\` first; I change only what is there.`,
    );
  if (others.length > 0)
    return say(`The ${what} stands in the project more than once. In which namespace do you mean it?`);
  const edited = change.ask === 'scale' ? scaled(place, change.replicas) : withImage(place, change.image);
  if (typeof edited === 'string') return say(edited);
  const { from, to, text } = edited;
  if (from === to) return say(`The ${what} has that already in ${shown(place.file)}, so there is nothing to change.`);
  const field = change.ask === 'scale' ? 'replicas' : 'image';
  const reason = `Set the ${field} of the deployment ${change.deployment} in ${place.namespace} from ${from} to ${to}.`;
  return call(
    `I propose to set the ${field} of the ${what} in ${shown(place.namespace)} from ${shown(from)} to ${shown(to)}, in ${shown(place.file)}. Nothing changes before someone approves the plan.`,
    { name: 'propose_manifest', args: { reason, files: { [place.file]: text } } },
  );
}

type Place = { file: string; text: string; document: Document.Parsed; namespace: string };

function placesOf({ deployment, namespace }: ClusterChange, files: Record<string, unknown>): Place[] {
  return Object.entries(files).flatMap(([file, text]) => {
    if (typeof text !== 'string' || !/^kubernetes\/.+\.(ya?ml|json)$/.test(file)) return [];
    const documents = parseAllDocuments(text, { lineCounter: new LineCounter(), logLevel: 'silent' });
    return (Array.isArray(documents) ? documents : []).flatMap((document) => {
      if (document.errors.length > 0 || !isMap(document.contents)) return [];
      const at = (path: string[]) => String(document.getIn(path) ?? '');
      const home = at(['metadata', 'namespace']);
      const fits = at(['kind']) === 'Deployment' && at(['metadata', 'name']) === deployment;
      return fits && (namespace === null || namespace === home) ? [{ file, text, document, namespace: home }] : [];
    });
  });
}

type Edited = { from: string; to: string; text: string };

function scaled(place: Place, replicas: number): Edited | string {
  const node = place.document.getIn(['spec', 'replicas'], true);
  if (!isScalar(node))
    return `The manifest in ${shown(place.file)} does not say how many replicas there are, perhaps because something else scales them. Write \`spec.replicas\` into it first.`;
  return replaced(place, node, String(replicas));
}

function withImage(place: Place, image: string): Edited | string {
  const containers = place.document.getIn(['spec', 'template', 'spec', 'containers'], true);
  const images = (isSeq(containers) ? containers.items : [])
    .map((item) => (isMap(item) ? item.get('image', true) : undefined))
    .filter((node) => isScalar(node));
  const same = images.filter((node) => repository(String(node.value)) === repository(image));
  const [node, ...others] = same.length > 0 ? same : images;
  if (!node) return `I find no container with an image in ${shown(place.file)}.`;
  if (others.length > 0)
    return `The manifest in ${shown(place.file)} has several containers, and I cannot tell which one you mean. Change it by hand.`;
  return replaced(place, node, image);
}

/** Without tag and digest. */
const repository = (image: string) => image.replace(/@.*$/, '').replace(/:[^/:]+$/, '');

/** The one value in the text; comments and layout stay as people wrote them. */
function replaced({ text }: Place, node: Scalar, to: string): Edited {
  const [start = 0, end = 0] = node.range ?? [];
  return { from: String(node.value), to, text: `${text.slice(0, start)}${to}${text.slice(end)}` };
}
