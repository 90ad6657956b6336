/** The open sockets of this process, looked at again the moment that Postgres says whose access changed. */
import type { Claims } from '../../db/auth.ts';
import type { AccessChange, EventListener } from '../../platform/events/listener.ts';

type Whose = Pick<Claims, 'orgId' | 'userId'>;

export type AccessWatch = {
  /** Calls `look` when something changed for this person. @returns the way out */
  watch(whose: Whose, look: () => void): () => void;
};

/** The listener is opened with the first socket. */
export function makeAccessWatch(listener: () => Pick<EventListener, 'subscribeAccess'>): AccessWatch {
  const open = new Map<Whose, () => void>();
  let listening = false;

  return {
    watch(whose, look) {
      const own = { ...whose };
      open.set(own, look);
      if (!listening) {
        listening = true;
        listener().subscribeAccess((change) => {
          for (const [one, again] of open) if (concerns(change, one)) again();
        });
      }
      return () => void open.delete(own);
    },
  };
}

const concerns = ({ orgId, userId }: AccessChange, whose: Whose): boolean =>
  (orgId === null || orgId === whose.orgId) && (userId === null || userId === whose.userId);
