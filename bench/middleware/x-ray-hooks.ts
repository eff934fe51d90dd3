import asyncHooks, { type AsyncHook } from "node:async_hooks";

const hooks: AsyncHook[] = [];
const { createHook } = asyncHooks;

// The X-Ray SDK never hands its hook out, so it is noted as it is made.
asyncHooks.createHook = (callbacks) => {
  const hook = createHook(callbacks);
  hooks.push(hook);
  return hook;
};

/**
 * Switches the hooks on or off that were made since this module was loaded: the X-Ray SDK's makes every await of its
 * process slower, which stacks that do not load it would not have in a process of their own.
 */
export function switchHooks(on: boolean): void {
  for (const hook of hooks)
    if (on) hook.enable();
    else hook.disable();
}
