// Passkeys in this browser: using one, making one, in the JSON that the hub reads. Edge.
import { fromBase64url, toBase64url } from '../sealing/bytes.js';
import { askHub } from './ask-hub.js';

/** The browser gave none: the person turned away, it took too long, or none is here. `reason` is what the browser calls it. */
export class NoPasskeyError extends Error {
  /** @param {string} [reason] */
  constructor(reason = '') {
    super(reason);
    this.name = 'NoPasskeyError';
    this.reason = reason;
  }
}

/** @param {*} [scope] a window @returns {boolean} */
export function hasPasskeys(scope = window) {
  const credentials = scope.navigator.credentials;
  return Boolean(scope.isSecureContext && scope.PublicKeyCredential && credentials && credentials.create && credentials.get);
}

/** Shows the button where this browser has passkeys, and words about it where it has none. @param {HTMLElement} press @param {HTMLElement} words @param {() => void} act */
export function offerPasskeys(press, words, act) {
  press.hidden = !hasPasskeys();
  words.hidden = !press.hidden;
  press.addEventListener('click', act);
}

/** Has the person use a passkey on a fresh question of the hub. Throws HubRefusal or NoPasskeyError. @returns {Promise<object>} AuthenticationResponseJSON */
export async function usePasskey() {
  const { options } = await askHub('/hub/log-in/passkey', {});
  const publicKey = Object.assign({}, options, { challenge: fromBase64url(options.challenge) });
  return asJson(await given(navigator.credentials.get({ publicKey })), ['clientDataJSON', 'authenticatorData', 'signature', 'userHandle']);
}

/** Has the person make a passkey. Throws NoPasskeyError. @param {*} options PublicKeyCredentialCreationOptionsJSON @returns {Promise<object>} RegistrationResponseJSON */
export async function makePasskey(options) {
  const publicKey = Object.assign({}, options, {
    challenge: fromBase64url(options.challenge),
    user: Object.assign({}, options.user, { id: fromBase64url(options.user.id) }),
    excludeCredentials: options.excludeCredentials.map((one) => Object.assign({}, one, { id: fromBase64url(one.id) })),
  });
  return asJson(await given(navigator.credentials.create({ publicKey })), ['clientDataJSON', 'attestationObject']);
}

async function given(asking) {
  const credential = await asking.catch((problem) => {
    throw new NoPasskeyError(problem.name);
  });
  if (!credential) throw new NoPasskeyError();
  return credential;
}

// Browsers before 2024 have no toJSON of their own.
function asJson(credential, names) {
  const response = {};
  for (const name of names) if (credential.response[name]) response[name] = toBase64url(new Uint8Array(credential.response[name]));
  return { id: credential.id, rawId: toBase64url(new Uint8Array(credential.rawId)), type: credential.type, response };
}
