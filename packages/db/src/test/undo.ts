const steps: (() => Promise<unknown>)[] = [];

/** Has something undone when the test file that is running now is done. What was begun last is undone first. */
export function undoAtEnd(step: () => Promise<unknown>): void {
  steps.push(step);
}

/** Undoes everything so far, whatever fails on the way; then throws the first failure. */
export async function undoAll(): Promise<void> {
  const failures: unknown[] = [];
  for (let step = steps.pop(); step; step = steps.pop()) {
    await step().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}
