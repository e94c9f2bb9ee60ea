// The one place that knows the API: whether it answers, and the SDK that speaks to it.
import { register } from "./elements.js";
import { translations } from "./words.js";

const { api, cookie } = document.documentElement.dataset;
const notice = document.getElementById("notice");
const waiting = document.getElementById("waiting");
const retryMilliseconds = 2_000;

/** Waits until the API answers this page, says meanwhile what is wrong, and returns the SDK. */
export async function connect() {
  for (;;) {
    const fault = await faultOf();
    say(fault);
    if (!fault) break;
    await new Promise((resolve) => setTimeout(resolve, retryMilliseconds));
  }
  const { hanko } = await register(api, { storageKey: cookie, translations });
  waiting?.remove();
  return hanko;
}

/** Shows a fault above everything else, or takes the last one away. */
export function say(fault) {
  if (!notice) return;
  notice.hidden = !fault;
  if (waiting) waiting.hidden = Boolean(fault);
  // The same words again would make a screen reader repeat itself at each attempt.
  if (!fault || notice.textContent === fault.title + fault.text) return;
  const title = document.createElement("strong");
  title.textContent = fault.title;
  const text = document.createElement("p");
  text.textContent = fault.text;
  notice.replaceChildren(title, text);
}

/** Puts the web element on the page. Until now it was a template: it begins a flow as soon as it stands there. */
export function placeElement(hanko) {
  const template = document.getElementById("element");
  const again = document.getElementById("again");
  template.replaceWith(template.content.cloneNode(true));
  // The element tells people to press a button when a flow has ended in an error, but 2.x shows none.
  hanko.onAfterStateChange(({ state }) => {
    again.hidden = state.name !== "error";
  });
}

async function faultOf() {
  const url = new URL("/sessions/validate", api);
  if (await answers(url, { credentials: "include" })) return undefined;
  // Without CORS any answer counts: then the API is there, and only refuses to be read from here.
  if (await answers(url, { mode: "no-cors" })) {
    return {
      title: "The API does not allow this page.",
      text: `Open the page under one of the origins in cors.allow_origins, or add ${location.origin} to them.`,
    };
  }
  return {
    title: "The API cannot be reached.",
    text: `Nothing answers at ${api}. Start Signet; this page goes on by itself as soon as it is there.`,
  };
}

async function answers(url, options) {
  try {
    await fetch(url, { ...options, signal: AbortSignal.timeout(10_000) });
    return true;
  } catch {
    return false;
  }
}
