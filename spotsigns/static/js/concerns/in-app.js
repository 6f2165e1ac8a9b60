// Whether this page stands inside another app. Pure.

// Web views of other apps: what is kept there is often thrown away, and nothing would send it later.
const IN_APP = /; wv\)|FBAN|FBAV|FB_IAB|Instagram|WhatsApp|Snapchat|TikTok|musical_ly|Line\/|MicroMessenger|Telegram/i;

/** @returns {boolean} */
export function isInApp() {
  return IN_APP.test(navigator.userAgent);
}
