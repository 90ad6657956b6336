/** What Aurora says in Slack, apart from the agent's answers. */

export const howToLink = (webUrl: string): string =>
  `Aurora does not know who you are. Open ${webUrl.replace(/\/$/, '')}/settings, make a code for Slack, and write "link CODE" to Aurora here.`;

export const gone = 'Your Slack account is linked to somebody who does not belong to the organisation any more.';

export const mustType =
  'The risk of this plan is critical. Open the plan and type the name of the project there to approve it.';

export const codeIsNoGood =
  'This code opens nothing: it was used, has expired, or is of another place. Make a new one.';

export const help =
  'Ask about your infrastructure, or say what to change. "project:NAME" in the question chooses a project; further messages in the thread go on with it.';

export const mayNotAsk = (role: string): string =>
  `Your role is ${role}, and asking Aurora to work takes an operator. An admin of your organisation or of the project can change that.`;

export const noProject = 'There is no project that you may see. An admin of your organisation can add you to one.';

export const notYours =
  'This conversation belongs to a project that you do not belong to. Ask in a thread of your own.';
