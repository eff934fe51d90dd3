import { runWith } from "../state.ts";
import type { Invocation } from "./invocation.ts";
import { type Call, isThenable } from "./original.ts";

/** Runs a function inside of its invocation's state; returns, or throws, what it does. */
export function runPlainly(call: Call, invocation: Invocation): unknown {
  let returned: unknown;
  try {
    returned = runWith(invocation.state, () => start(call));
  } catch (error) {
    const ending = invocation.end({ error });
    if (ending === undefined) throw error;
    return ending.then(() => {
      throw error;
    });
  }
  if (isThenable(returned)) return settle(returned, invocation);
  return call.callback === undefined ? show(returned, invocation) : returned;
}

// No further argument where there is no callback: a function may count them.
function start({ original, event, lambdaContext, callback }: Call): unknown {
  return callback === undefined ? original(event, lambdaContext) : original(event, lambdaContext, callback);
}

async function settle(returned: PromiseLike<unknown>, invocation: Invocation): Promise<unknown> {
  let answer: unknown;
  try {
    answer = await returned;
  } catch (error) {
    await invocation.end({ error });
    throw error;
  }
  return show(answer, invocation);
}

function show(answer: unknown, invocation: Invocation): unknown {
  const ending = invocation.end({ answer });
  const shown = invocation.answer(answer);
  return ending === undefined ? shown : ending.then(() => shown);
}
