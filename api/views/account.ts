import { z } from 'zod';
import { Code, Password } from './auth.ts';
import { Time } from './common.ts';

export const Account = z
  .object({
    twoSteps: z.boolean().describe('a code of a device is asked for at sign-in'),
    recoveryCodesLeft: z.number().int(),
    provenAt: Time.nullable().describe('when this session last proved who its person is; good for ten minutes'),
  })
  .meta({ id: 'Account' });

export const ChangePassword = z.object({ current: z.string().min(1).max(200), password: Password });
export const ProveAgain = z.object({
  password: z.string().min(1).max(200).optional().describe('where two-step sign-in is off'),
  code: Code.optional().describe('where it is on: of the device, or a recovery code'),
});
export const Confirm = z.object({ code: Code });
export const BegunTwoSteps = z
  .object({
    uri: z.string().describe('otpauth://, for a QR code; shown this once'),
    secret: z.string().describe('the same for typing: base32'),
  })
  .meta({ id: 'BegunTwoSteps' });
export const RecoveryCodes = z
  .object({ recoveryCodes: z.array(z.string()).describe('each once, instead of a code; shown this once') })
  .meta({ id: 'RecoveryCodes' });
