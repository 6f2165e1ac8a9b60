// "Wake me": this browser is told, with no content, when something new is waiting. Component.
import { fromBase64url } from '../sealing/bytes.js';
import { askHub } from './ask-hub.js';
import { wordsIn } from './dom.js';
import { enter } from './enter.js';

const WORKER = '/hub/sw.js';
const SCOPE = '/hub/';
const rules = {
  createScriptURL(path) {
    if (path !== WORKER) throw new TypeError('This script is not ours.');
    return path;
  },
};
// The public side's policy knows nothing of the hub's worker, and must not.
const policy = globalThis.trustedTypes ? globalThis.trustedTypes.createPolicy('spotsigns', rules) : rules;

export class Wake {
  static moduleName = 'wake';

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.say = wordsIn(root);
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.start().catch((problem) => this.fail(problem));
  }

  async start() {
    const entered = await enter(this.root);
    if (!entered) return;
    this.idle = entered.idle;
    this.key = (await askHub('/hub/api/push')).key;
    if (!this.key) return this.tell('off');
    if (!navigator.serviceWorker || !globalThis.PushManager || !globalThis.Notification) return this.tell('cannot');
    this.part('on').addEventListener('click', () => this.run(() => this.turnOn()));
    this.part('off').addEventListener('click', () => this.run(() => this.turnOff()));
    await this.run(async () => {
      const subscription = await this.subscription();
      return subscription !== null && (await askHub('/hub/api/push/seen', { endpoint: subscription.endpoint })).known;
    });
  }

  /** @param {() => Promise<boolean>} work resolves to whether this browser is woken afterwards */
  async run(work) {
    for (const name of ['on', 'off']) this.part(name).disabled = true;
    try {
      this.show(await work());
    } catch (problem) {
      this.fail(problem);
    }
    for (const name of ['on', 'off']) this.part(name).disabled = false;
  }

  async subscription() {
    const registration = await navigator.serviceWorker.getRegistration(SCOPE);
    // Where both sides share an address, the readers' worker answers for this path too.
    return registration && registration.scope.endsWith(SCOPE) ? registration.pushManager.getSubscription() : null;
  }

  async turnOn() {
    if ((await Notification.requestPermission()) !== 'granted') throw new TypeError(this.say('refused'));
    const registration = await navigator.serviceWorker.register(policy.createScriptURL(WORKER), { scope: SCOPE, updateViaCache: 'none' });
    await navigator.serviceWorker.ready;
    const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: fromBase64url(this.key) });
    const { endpoint, keys } = subscription.toJSON();
    return (await askHub('/hub/api/push', { endpoint, p256dh: keys.p256dh, auth: keys.auth })).known;
  }

  async turnOff() {
    const subscription = await this.subscription();
    if (!subscription) return false;
    const { known } = await askHub('/hub/api/push/stop', { endpoint: subscription.endpoint });
    await subscription.unsubscribe();
    return known;
  }

  show(isOn) {
    this.part('on').hidden = isOn;
    this.part('off').hidden = !isOn;
    this.tell(isOn ? 'is-on' : 'is-off');
  }

  tell(word) {
    this.part('state').textContent = this.say(word);
  }

  fail(problem) {
    if (this.idle) this.idle.heed(problem);
    this.part('problem').textContent = problem instanceof TypeError || (problem && problem.name === 'HubRefusal' && problem.message) ? problem.message : this.say('failed');
    this.part('problem').hidden = false;
  }
}
