/** The places where people work: what each is for, what it asks for, and where that is found. */
import type { Integration } from './api-types.generated.ts';
import type { Tone } from './run-words.ts';
import type { TextFieldOf } from './text-fields.ts';

export type PlaceKind = Integration['kind'];

type PlaceWords = {
  label: string;
  says: string;
  /** In order; "the address below" is the webhook's. */
  steps: string[];
  secrets: TextFieldOf[];
};

const webhookSecret: TextFieldOf = {
  name: 'webhookSecret',
  label: 'Webhook secret',
  hint: 'Made up here; give the same one to the webhook. Without it nothing that comes is believed.',
};

export const placeWords: Record<PlaceKind, PlaceWords> = {
  slack: {
    label: 'Slack',
    says: 'Tells people in channels, takes approvals by button, and answers questions in threads.',
    steps: [
      'At api.slack.com/apps, make a new app from the manifest below and install it to your workspace.',
      'Copy the bot token from “OAuth & Permissions” and the signing secret from “Basic Information”.',
      'After connecting here, press “Verify” beside the request address under “Event Subscriptions”: before, Slack is refused.',
      'Invite the bot to each channel that it should write to.',
    ],
    secrets: [
      { name: 'botToken', label: 'Bot token', hint: 'Begins with xoxb-.', look: 'hidden' },
      { name: 'signingSecret', label: 'Signing secret', look: 'hidden' },
    ],
  },
  github: {
    label: 'GitHub',
    says: 'Keeps projects in repositories: imports folders, and opens pull requests with the plan and its cost.',
    steps: [
      'Make a fine-grained token, or an App, for the repositories that hold your projects.',
      'Give it these permissions: Contents, Pull requests and Issues, each read and write; Metadata, read. An App also Checks, a token also Commit statuses, read and write.',
      'Add a webhook with the address below, content type application/json, and the events Pull requests, Pushes and Issue comments.',
    ],
    secrets: [
      { name: 'token', label: 'Token', hint: 'Begins with github_pat_ or ghp_.', look: 'hidden' },
      webhookSecret,
    ],
  },
};

export const placeKinds = Object.keys(placeWords) as PlaceKind[];

/** Where the other side sends what happens there. Slack asks for one address for what is said, one for what is pressed. */
export const hookAddresses = (kind: PlaceKind, hookUrl: string): { label: string; url: string }[] =>
  kind === 'slack'
    ? [
        { label: 'Request address of events', url: `${hookUrl}/events` },
        { label: 'Request address of interactivity', url: `${hookUrl}/actions` },
      ]
    : [{ label: 'Address of the webhook', url: hookUrl }];

const appKey: TextFieldOf = { name: 'privateKey', label: 'Private key (PEM)', look: 'long' };

export const appFields: TextFieldOf[] = [
  { name: 'appId', label: 'App id', hint: 'On the page of the App, under “About”.' },
  { name: 'installationId', label: 'Installation id', hint: 'The number at the end of the installation’s address.' },
];

/** @param app whether GitHub is signed in to as an App, by a key instead of a token */
export function secretsOf(kind: PlaceKind, app: boolean): TextFieldOf[] {
  const { secrets } = placeWords[kind];
  return kind === 'github' && app ? [appKey, ...secrets.filter(({ name }) => name !== 'token')] : secrets;
}

export const integrationStateWords: Record<Integration['state'], { label: string; tone: Tone; says: string }> = {
  connected: {
    label: 'Connected',
    tone: 'good',
    says: 'The other side knows the token, and it may do what is needed.',
  },
  broken: {
    label: 'Broken',
    tone: 'bad',
    says: 'The other side refuses the token. Nothing goes there until it is replaced.',
  },
  unverified: { label: 'Not verified', tone: 'warn', says: 'The other side has not yet said who the token is.' },
};

/** What Slack makes an app from: https://docs.slack.dev/reference/app-manifest */
export function slackManifest(hookUrl: string): string {
  const manifest = {
    display_information: { name: 'Aurora', description: 'Runs cloud infrastructure by conversation' },
    features: {
      app_home: { messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'Aurora', always_online: true },
    },
    oauth_config: { scopes: { bot: slackScopes } },
    settings: {
      event_subscriptions: {
        request_url: `${hookUrl}/events`,
        bot_events: ['app_mention', 'message.channels', 'message.groups', 'message.im'],
      },
      interactivity: { is_enabled: true, request_url: `${hookUrl}/actions` },
      socket_mode_enabled: false,
    },
  };
  return JSON.stringify(manifest, null, 2);
}

const slackScopes = [
  'app_mentions:read',
  'channels:history',
  'chat:write',
  'groups:history',
  'im:history',
  'im:write',
  'metadata.message:read',
  'users:read',
];

/** 32 random bytes as hex: nobody should have to think of a secret. */
export const madeUpSecret = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, '0')).join('');
