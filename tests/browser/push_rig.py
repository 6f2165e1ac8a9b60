"""Push in Chromium without a push service: what `subscribe` gives is made up, what the worker does with a message is real."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page

from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import new_private_key, public_bytes

ENDPOINT = "https://push.example.com/send/made-up"
_KEYS = {"p256dh": to_base64url(public_bytes(new_private_key())), "auth": to_base64url(bytes(16))}

# One subscription for each worker, kept over pages of one tab; `window.asked` is what the browser was asked with.
STUB = f"const ENDPOINT = {json.dumps(ENDPOINT)}, KEYS = {json.dumps(_KEYS)};" + """
window.asked = [];
const made = () => ({
  endpoint: ENDPOINT,
  toJSON: () => ({ endpoint: ENDPOINT, keys: KEYS }),
  unsubscribe: async () => { sessionStorage.removeItem('made-up'); return true; },
});
PushManager.prototype.subscribe = async function (how) {
  window.asked.push({ userVisibleOnly: how.userVisibleOnly, key: Array.from(new Uint8Array(how.applicationServerKey)) });
  sessionStorage.setItem('made-up', 'yes');
  return made();
};
PushManager.prototype.getSubscription = async function () { return sessionStorage.getItem('made-up') ? made() : null; };
"""

# Playwright takes the promise of an asynchronous predicate for a yes, so waiting is done in the page.
_UNTIL = """
  const registered = () => navigator.serviceWorker.getRegistration(scope);
  const until = async (ask) => {
    for (let turns = 0; turns < 1000; turns += 1) {
      const found = await ask();
      if (found) return found;
      await new Promise((go) => setTimeout(go, 20));
    }
    return null;
  };
"""


def push_to(page: Page, scope: str, data: str) -> list[dict[str, Any]]:
    """Deliver a message to the worker of `scope`; the notifications that then stand on the screen."""
    session = page.context.new_cdp_session(page)
    found: dict[str, str] = {}
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.update({one["scopeURL"]: one["registrationId"] for one in event["registrations"]}))
    session.send("ServiceWorker.enable")
    origin = page.evaluate("location.origin")
    assert page.evaluate(f"async (scope) => {{ {_UNTIL} return until(async () => {{ const found = await registered(); return found && found.active && found.active.state === 'activated'; }}); }}", scope)
    session.send("ServiceWorker.deliverPushMessage", {"origin": origin, "registrationId": found[origin + scope], "data": data})
    # Read in the moment it stands there: a screen with nobody to show notifications to may take it away again.
    shown: list[dict[str, Any]] = page.evaluate(
        f"""async (scope) => {{ {_UNTIL}
              return until(async () => {{
                const found = await (await registered()).getNotifications();
                return found.length > 0 && found.map(({{ title, body, tag, lang, dir, icon, badge, data }}) => ({{ title, body, tag, lang, dir, icon, badge, data }}));
              }});
            }}""",
        scope,
    )
    session.detach()
    return shown
