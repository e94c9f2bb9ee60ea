/** A call in both directions, used as question and answer. */
export interface Conversation<Question, Answer> {
  /** Sends a message and waits for the answer to it. Of several at once, each gets its own. */
  ask(question: Question): Promise<Answer>;
  /** Ends the call. */
  end(): Promise<void>;
}

/** Opens a call that answers every message with one. */
export function converse<Question, Answer>(
  call: (questions: AsyncIterable<Question>) => AsyncIterable<Answer>,
): Conversation<Question, Answer> {
  const waiting: Question[] = [];
  let wake: () => void = () => undefined;
  let isEnded = false;

  async function* questions() {
    for (;;) {
      const question = waiting.shift();
      if (question !== undefined) yield question;
      else if (isEnded) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  }
  const answers = call(questions())[Symbol.asyncIterator]();

  return {
    async ask(question) {
      waiting.push(question);
      wake();
      const { value, done } = await answers.next();
      if (done) throw new Error("the call ended before its answer");
      return value;
    },
    async end() {
      isEnded = true;
      wake();
      // What is still to come tells how the call ended.
      while (!(await answers.next()).done);
    },
  };
}
