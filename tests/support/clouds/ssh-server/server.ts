/** A host by SSH: a real server that lets one key in and runs the one command that it knows. */
import type { AddressInfo } from 'node:net';
import ssh from 'ssh2';

export type SshStubState = {
  /** Private host keys (PEM), of one or several families. */
  hostKeys: string[];
  user: string;
  /** Public key in one line, as in authorized_keys. */
  authorized: string;
  /** What the command says; null: no shell. */
  says: string | null;
  /** Connections that are dropped before anything is said, counted down. */
  dropNext: number;
  commands: string[];
  logins: number;
};

export async function startSshStub(state: SshStubState) {
  const start = (port: number) =>
    new Promise<ssh.Server>((resolve) => {
      const server = new ssh.Server({ hostKeys: state.hostKeys }, accept);
      server.listen(port, '127.0.0.1', () => resolve(server));
    });
  const clients = new Set<ssh.Connection>();

  const accept = (client: ssh.Connection) => {
    clients.add(client);
    client.on('error', () => undefined);
    client.on('close', () => clients.delete(client));
    if (state.dropNext > 0) {
      state.dropNext -= 1;
      (client as unknown as { _sock: { destroy(): void } })._sock.destroy();
      return;
    }
    client.on('authentication', (ask) => (admits(ask) ? ask.accept() : ask.reject(['publickey'])));
    client.on('ready', () => {
      state.logins += 1;
      client.on('session', (acceptSession) => acceptSession().on('exec', run));
    });
  };

  const admits = (ask: ssh.AuthContext): boolean => {
    if (ask.method !== 'publickey' || ask.username !== state.user) return false;
    const allowed = ssh.utils.parseKey(state.authorized);
    if (allowed instanceof Error) throw allowed;
    const [key] = [allowed].flat();
    if (!key || !ask.key.data.equals(key.getPublicSSH())) return false;
    return !ask.signature || !ask.blob || key.verify(ask.blob, ask.signature, ask.hashAlgo) === true;
  };

  const run = (accepted: () => ssh.ServerChannel, refused: () => void, { command }: { command: string }) => {
    state.commands.push(command);
    if (state.says === null) return refused();
    const channel = accepted();
    channel.write(state.says);
    channel.exit(0);
    channel.end();
  };

  let server = await start(0);
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    for (const client of clients) client.end();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };

  return {
    port,
    state,
    /** As if the machine had been made anew. */
    async restart(hostKeys: string[]) {
      await stop();
      state.hostKeys = hostKeys;
      server = await start(port);
    },
    close: stop,
  };
}
