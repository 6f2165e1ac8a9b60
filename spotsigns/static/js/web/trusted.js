// The one Trusted Types policy: scripts of our own origin for workers, nothing else. Edge.

const OURS = /^\/(sw\.js|static\/[0-9a-f]+\/js\/[a-z0-9/-]+\.js)$/;
const rules = {
  createScriptURL(path) {
    if (!OURS.test(path)) throw new TypeError('This script is not ours.');
    return path;
  },
};
const policy = globalThis.trustedTypes ? globalThis.trustedTypes.createPolicy('spotsigns', rules) : rules;

/** @param {string} path of /sw.js or of a script of this release @returns {*} what `new Worker` and `register` take */
export function workerUrl(path) {
  return policy.createScriptURL(path);
}
