import type { HookCallbacks } from "node:async_hooks";

interface Hook {
  enable(): Hook;
  disable(): Hook;
}

const inert: Hook = { enable: () => inert, disable: () => inert };

/**
 * Loads the X-Ray SDK without the async hooks that its dependency cls-hooked sets: from then on they would make each
 * await of the whole process some 15 to 20 times slower. Hooks of anybody else are left alone.
 */
export async function withoutHooks<T>(load: () => Promise<T>): Promise<T> {
  const hooks = process.getBuiltinModule("node:async_hooks");
  const { createHook } = hooks;
  const ofOthers = (callbacks: HookCallbacks) =>
    String(callbacks.init).includes("_contexts") ? inert : createHook(callbacks);
  Object.assign(hooks, { createHook: ofOthers });
  try {
    return await load();
  } finally {
    Object.assign(hooks, { createHook });
  }
}
