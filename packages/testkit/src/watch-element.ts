import type { Page } from "playwright-core";

/** Knows which state of its flow the sign-in element shows. */
export interface WatchedElement {
  /** Waits until the element shows this state and will not fall back to an earlier one by itself. */
  reaches(state: string, options?: { timeoutMs?: number }): Promise<void>;
  /** Waits until the element has shown what came of something that is done from now on, be it the same state again. */
  changes(): Promise<void>;
}

/*
 * The element (2.x) shows the first state of a flow twice, the second time half a second after the first,
 * whatever the person has done meanwhile. Nobody is that fast but a test, so a test has to know about the timer,
 * which the element sets some promises after it has shown the state for the first time.
 */
const script = `{
  let shown, timers = 0, waiting = [];
  const { setTimeout } = window;
  const settle = () => {
    if (timers > 0) return;
    waiting = waiting.filter(({ state, resolve }) => state !== shown || resolve());
  };
  const show = ({ detail }) => { shown = detail.state.name; setTimeout(settle, 0); };
  document.addEventListener("onAfterStateChange", show, true);
  window.setTimeout = (callback, delay, ...rest) => {
    if (delay !== 500) return setTimeout(callback, delay, ...rest);
    timers += 1;
    return setTimeout(() => { try { callback(...rest); } finally { timers -= 1; settle(); } }, delay);
  };
  window.elementChanges = () => new Promise((resolve) => {
    document.addEventListener("onAfterStateChange", () => setTimeout(resolve, 0), { capture: true, once: true });
  });
  window.elementReaches = (state, timeoutMs) => new Promise((resolve, reject) => {
    waiting.push({ state, resolve });
    settle();
    setTimeout(() => reject(new Error("the element shows " + shown + " and not " + state)), timeoutMs);
  });
}`;

/** Watches the element of every page that this page goes to from now on. */
export async function watchElement(page: Page): Promise<WatchedElement> {
  await page.addInitScript({ content: script });
  return {
    async reaches(state, { timeoutMs = 15_000 } = {}) {
      await page.evaluate(`elementReaches(${JSON.stringify(state)}, ${timeoutMs})`);
    },
    async changes() {
      await page.evaluate("elementChanges()");
    },
  };
}
