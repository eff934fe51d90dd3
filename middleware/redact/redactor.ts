import { checkOptions, requireOption } from "../options.ts";
import { type Redactor, redactorOf } from "./default-redactor.ts";
import { isCredentialKey, type KeyOptions } from "./redact-keys.ts";
import { type RedactionRule, ruleDetectors } from "./rules.ts";
import type { TagKey } from "./tag.ts";

/** Options of a redactor; they add to the package's rules, whose credentials cannot be switched off. */
export interface RedactorOptions extends KeyOptions {
  /** Kinds of one's own, found before the package's. */
  rules?: readonly RedactionRule[];
  /**
   * The secret behind the tags, or what gives it; asked at the first tag of a day. By default it is random for each
   * process: give one so that tags are equal in all of a service's processes.
   */
  key?: TagKey;
  /** Milliseconds since the epoch, for the day of the tags; by default `Date.now`. */
  now?: () => number;
  /** Hides nothing at all; needs the option `stage` to say `local` or `test`. */
  off?: boolean;
  /** Where the process runs, such as `production`. */
  stage?: string;
}

const optionNames = ["rules", "safeKeys", "secretKeys", "personalKeys", "key", "now", "off", "stage"];
const stagesWithout: readonly (string | undefined)[] = ["local", "test"];

/**
 * Makes a redactor with rules and keys of one's own. Text fields beneath a safe key are still searched for
 * credentials.
 * @throws Error where an option would let credentials through, or makes no sense.
 */
export function redactor(options: RedactorOptions = {}): Redactor {
  checkOptions("redactor", options, optionNames);
  checkFloor(options);
  const { rules = [] } = options;
  return redactorOf({ ...options, own: ruleDetectors(rules) });
}

function checkFloor({ off = false, stage, safeKeys = [], key }: RedactorOptions): void {
  const reason = `"off" is for the stages local and test, and the stage is ${stage ?? "not given"}. Remove it, or name rules and safe keys instead.`;
  requireOption(!off || stagesWithout.includes(stage), "redactor", reason);
  requireOption(key !== "", "redactor", `"key" is empty. Give a secret text, or leave it out.`);
  const wrong = safeKeys.find(isCredentialKey);
  const refusal = `"safeKeys" names "${wrong}", which is a credential's key and is always hidden. Remove it.`;
  requireOption(wrong === undefined, "redactor", refusal);
}
