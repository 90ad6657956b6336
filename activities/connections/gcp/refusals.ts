/** What Google means when it gives no token, to whoever made the service account or the pool. */

import { skewRemedy } from '../../clouds/ask.ts';
import { federationIssuer, federationKeys, type GcpFederation, type GcpIdentity } from '../../clouds/gcp/identity.ts';
import type { TokenRefusal } from '../../clouds/gcp/token.ts';
import { failed } from '../looking.ts';
import type { StepFinding } from '../verifier.ts';

const newKey =
  'Make a new key in the Google Cloud console: IAM & Admin > Service Accounts > the account > Keys > Add key > JSON, and enter the whole file here.';

export function refusalFinding(refusal: TokenRefusal, identity: GcpIdentity): StepFinding {
  if (identity.kind === 'key') return keyRefused(refusal, identity.email);
  return refusal.stage === 'impersonation' ? notImpersonated(refusal, identity) : notFederated(refusal, identity);
}

function keyRefused({ error, description }: TokenRefusal, email: string): StepFinding {
  if (/short-lived|iat and exp/i.test(description))
    return failed(
      "Google refuses the time of the request (invalid_grant): the clock of Aurora's worker is more than some minutes off.",
      skewRemedy,
    );
  if (/account not found|deleted/i.test(description))
    return failed(`The service account ${email} is not there any more (${error}).`, `Make a new one. ${newKey}`);
  if (/disabled/i.test(description))
    return failed(
      `The service account ${email}, or its key, is disabled (${error}).`,
      'Enable it in the Google Cloud console: IAM & Admin > Service Accounts > the account > Details, or Keys.',
    );
  if (/signature/i.test(description))
    return failed(`Google does not know this key of ${email} any more: it was deleted or disabled (${error}).`, newKey);
  return failed(`Google gave no token to ${email} (${error}).`, newKey);
}

const poolOf = (audience: string) => audience.replace(/\/providers\/[^/]+$/, '');
const partOf = (audience: string, name: string) => new RegExp(`/${name}/([^/]+)`).exec(audience)?.[1] ?? name;

/** All that people need on their side: commands without anything secret in them. */
const setUp = (identity: GcpFederation): string => {
  const { audience } = identity;
  const place = `--location=global --workload-identity-pool=${partOf(audience, 'workloadIdentityPools')}`;
  return [
    `Save this as jwks.json: ${federationKeys(identity)}`,
    `Then run: gcloud iam workload-identity-pools providers create-oidc ${partOf(audience, 'providers')} ${place} --issuer-uri=${federationIssuer} --attribute-mapping=google.subject=assertion.sub --jwk-json-path=jwks.json (update-oidc where the provider is there already).`,
  ].join(' ');
};

function notFederated({ error, description }: TokenRefusal, identity: GcpFederation): StepFinding {
  if (/stale|in the future|expired|issued at/i.test(description))
    return failed("Google refuses the time of the token: the clock of Aurora's worker is off.", skewRemedy);
  if (error === 'invalid_target')
    return failed(
      `There is no such workload identity pool or provider, or it is disabled (${error}): ${identity.audience}.`,
      `Check the address, and that pool and provider are enabled: IAM & Admin > Workload Identity Federation. ${setUp(identity)}`,
    );
  if (error === 'unauthorized_client')
    return failed(
      `The provider's attribute condition does not let the subject "${identity.subject}" in (${error}).`,
      `Let assertion.sub == "${identity.subject}" through in the attribute condition of the provider: IAM & Admin > Workload Identity Federation.`,
    );
  if (/audience/i.test(description))
    return failed(
      `The provider does not accept the audience of Aurora's token (${error}).`,
      'Set "Allowed audiences" of the provider to "Default audience".',
    );
  return failed(
    `The workload identity provider does not accept what Aurora signs (${error}): it does not have the public key of this connection.`,
    setUp(identity),
  );
}

const notImpersonated = ({ error }: TokenRefusal, { email, subject, audience }: GcpFederation): StepFinding =>
  failed(
    `Aurora may not stand for the service account ${email} (${error}).`,
    `Run: gcloud iam service-accounts add-iam-policy-binding ${email} --role=roles/iam.workloadIdentityUser --member="principal:${poolOf(audience)}/subject/${subject}". The IAM Service Account Credentials API has to be enabled in its project: https://console.cloud.google.com/apis/library/iamcredentials.googleapis.com`,
  );
