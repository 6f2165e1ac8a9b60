// What stands under a concern in the reading pane, in this order. Component registry.
import { offerAnswering } from './answering.js';
import { offerDoing } from './doing.js';
import { offerReal } from './practice.js';
import { offerRelated } from './related-part.js';
import { offerTaken } from './taken.js';
import { offerTranslator } from './translator.js';
import { offerTriage } from './triage-form.js';

/** @typedef {{brief: import('./sorting.js').Brief, envelopes: import('./opener.js').Handed[], read: {envelope: import('./opener.js').Handed, opened: import('./opened.js').Opened|null}[],
 *   thread: import('./sorting.js').Row[]}} Shown what the pane shows now */

/** Each is given what is shown and the pane's means; what it resolves to is put under the concern, null is nothing.
 * @type {((shown: Shown, means: object) => HTMLElement|null|Promise<HTMLElement|null>)[]} */
export const PARTS = [offerTaken, offerReal, offerTranslator, offerRelated, offerTriage, offerDoing, offerAnswering];
