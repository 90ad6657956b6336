/** "Show the project's files". */
import type { Turn } from '../conversation.ts';
import { look, projectCall, readProject } from '../looking.ts';
import { type Reply, say } from '../reply.ts';
import { count, shown } from '../words.ts';

/** More than this is better read in the editor of the project's page. */
const longestShown = 12_000;

export function files(turn: Turn, tools: ReadonlySet<string>): Reply {
  const looking = look(turn, tools, [projectCall], "I read the project's files.");
  if (looking !== null) return looking;
  const project = readProject(turn, tools);
  if ('trouble' in project) return say(project.trouble);
  const all = Object.entries(project.site.files).sort(([a], [b]) => a.localeCompare(b));
  if (all.length === 0)
    return say('This project has no files yet. Say what you want to have, and I write the first ones.');
  const head = `Revision ${project.revision ?? 0} has ${count(all.length, 'file')}.`;
  const size = all.reduce((sum, [, text]) => sum + text.length, 0);
  if (size > longestShown)
    return say(head, `They are long: ${all.map(([file]) => shown(file)).join(', ')}. The project's page shows them.`);
  return { text: [head, ...all.map(([file, text]) => `${shown(file)}\n\n${fenced(text)}`)].join('\n\n'), calls: [] };
}

/** A fence longer than any inside, so that a file cannot end it and write into the page. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}hcl\n${text.trimEnd()}\n${fence}`;
}
