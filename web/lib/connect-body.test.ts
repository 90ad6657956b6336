import { describe, expect, it } from 'vitest';
import { credentialsOf, isComplete } from './connect-body.ts';
import { credentialKinds } from './connect-words.ts';

describe('what was typed to connect an account', () => {
  it('is incomplete while anything is missing that the kind asks for', () => {
    for (const kind of credentialKinds) expect(isComplete(kind, { settings: {}, secrets: {} })).toBe(false);
    const secrets = { read_access_key_id: 'AKIA', read_secret_access_key: 's' };
    expect(isComplete('aws_access_keys', { settings: {}, secrets })).toBe(true);
  });

  it('leaves out what was not filled in, and takes regions apart', () => {
    const typed = {
      settings: { regions: ' eu-west-1, us-east-1 ' },
      secrets: { read_access_key_id: ' AKIA ', read_secret_access_key: 's', write_access_key_id: '  ' },
    };
    expect(credentialsOf('aws_access_keys', typed)).toEqual({
      credential: 'aws_access_keys',
      settings: { regions: ['eu-west-1', 'us-east-1'] },
      secret: { read_access_key_id: 'AKIA', read_secret_access_key: 's' },
    });
  });

  it('keeps a key file as it is, and reads hosts with ports and IPv6 addresses', () => {
    const typed = {
      settings: { hosts: 'deploy@web-1.example.com\nroot@[2001:db8::7]:2222\n\nops@10.0.0.8:22' },
      secrets: { private_key: '-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n' },
    };
    const { settings, secret } = credentialsOf('ssh_key', typed);
    expect(settings.hosts).toEqual([
      { user: 'deploy', host: 'web-1.example.com' },
      { user: 'root', host: '2001:db8::7', port: 2222 },
      { user: 'ops', host: '10.0.0.8', port: 22 },
    ]);
    expect(secret).toEqual(typed.secrets);
  });
});
