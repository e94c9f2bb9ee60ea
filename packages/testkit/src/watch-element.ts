import type { Page } from "playwright-core";

/** Knows which state of its flow the sign-in element shows. */
export interface WatchedElement {
  /** Waits until the element shows this state and will not fall back to an earlier one by itself. */
  reaches(state: string, options?: { timeoutMs?: number }): Promise<void>;
  /** Waits until the element has shown what came of something that is done from now on, be it the same state again. */
  changes(): Promise<void>;
  /** Waits until the element has done what it does after it has drawn what it shows, such as emptying the fields of a code. */
  isDrawn(): Promise<void>;
}

/*
 * The element (2.x) shows the first state of a flow twice, the second time half a second after the first,
 * whatever the person has done meanwhile. Nobody is that fast but a test, so a test has to know about the timer,
 * which the element sets some promises after it has shown the state for the first time.
 *
 * What it draws, it touches once more: its effects run after the next frame, and may draw anew, with effects of their own.
 */
const script = `{
  let shown = {}, timers = 0, waiting = [];
  const { setTimeout } = window;
  const settle = () => {
    if (timers > 0 || !shown.isDrawn) return;
    waiting = waiting.filter(({ state, resolve }) => state !== shown.state || resolve());
  };
  const afterFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
  window.elementIsDrawn = () => afterFrame().then(afterFrame);
  const show = async ({ detail }) => {
    const latest = { state: detail.state.name };
    shown = latest;
    await elementIsDrawn();
    latest.isDrawn = true;
    settle();
  };
  document.addEventListener("onAfterStateChange", show, true);
  window.setTimeout = (callback, delay, ...rest) => {
    if (delay !== 500) return setTimeout(callback, delay, ...rest);
    timers += 1;
    return setTimeout(() => { try { callback(...rest); } finally { timers -= 1; settle(); } }, delay);
  };
  window.elementChanges = () => new Promise((resolve) => {
    document.addEventListener("onAfterStateChange", () => resolve(elementIsDrawn()), { capture: true, once: true });
  });
  window.elementReaches = (state, timeoutMs) => new Promise((resolve, reject) => {
    waiting.push({ state, resolve });
    settle();
    setTimeout(() => reject(new Error("the element shows " + shown.state + " and not " + state)), timeoutMs);
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
    async isDrawn() {
      await page.evaluate("elementIsDrawn()");
    },
  };
}
