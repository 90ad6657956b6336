/** What the forms check before they ask the API: the same rules, in words, by field. */
export type Fields = Record<string, string>;

const looksLikeEmail = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

export function checkSignIn({ email, password }: { email: string; password: string }): Fields {
  const fields: Fields = {};
  if (!email) fields.email = 'Enter your e-mail address.';
  else if (!looksLikeEmail.test(email)) fields.email = 'This does not look like an e-mail address.';
  if (!password) fields.password = 'Enter your password.';
  return fields;
}

/** @param password at least 12 characters: the API's rule */
export function checkRegistration(given: {
  name: string;
  email: string;
  password: string;
  organisation: string;
}): Fields {
  const fields = checkSignIn(given);
  if (!given.name) fields.name = 'Enter your name: it stands beside your decisions.';
  else if (given.name.length > 100) fields.name = 'At most 100 characters.';
  if (!given.organisation) fields.organisation = "Enter your organisation's name.";
  else if (given.organisation.length > 100) fields.organisation = 'At most 100 characters.';
  if (!given.password) fields.password = 'Choose a password.';
  else if (given.password.length < 12) fields.password = `At least 12 characters; this has ${given.password.length}.`;
  else if (given.password.length > 200) fields.password = 'At most 200 characters.';
  return fields;
}
