/** A real SMTP server with faults: what it refuses is decided step by step, what it took is kept. */
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export type Mail = { to: string[]; raw: string };

type Refusal = { code: number; text: string } | undefined;

export type Faults = {
  /** At the greeting. */
  connect?: () => Refusal | Promise<Refusal>;
  /** At each address. */
  rcptTo?: (address: string) => Refusal;
  /** `drop`: the connection ends in the middle of the message. */
  data?: () => Refusal | 'drop';
};

const errorOf = (refusal: Exclude<Refusal, undefined>) =>
  Object.assign(new Error(refusal.text), { responseCode: refusal.code });

export async function startPostOffice(options: SMTPServerOptions = {}) {
  const mails: Mail[] = [];
  const attempts = { data: 0 };
  let faults: Faults = {};
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    async onConnect(_session, done) {
      const refusal = await faults.connect?.();
      done(refusal ? errorOf(refusal) : null);
    },
    onRcptTo({ address }, _session, done) {
      const refusal = faults.rcptTo?.(address);
      done(refusal ? errorOf(refusal) : null);
    },
    onData(stream, session, done) {
      attempts.data += 1;
      const fault = faults.data?.();
      if (fault === 'drop') {
        // What nodemailer sees when a server dies in the middle of a message.
        stream.resume();
        for (const connection of server.connections) (connection as { _socket: { destroy(): void } })._socket.destroy();
        return;
      }
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (fault) return done(errorOf(fault));
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, raw: Buffer.concat(chunks).toString() });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await new Promise<void>((done) => listening.once('listening', done));
  const address = listening.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    mails,
    attempts,
    url: `smtp://127.0.0.1:${port}`,
    port,
    fail(next: Faults) {
      faults = next;
    },
    close: () => new Promise<void>((done) => server.close(done)),
  };
}

export type PostOffice = Awaited<ReturnType<typeof startPostOffice>>;
