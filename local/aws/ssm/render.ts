import { hash } from "node:crypto";
import { labelsOf, type Parameter, type ParameterVersion } from "./parameter.ts";
import { parsePolicies } from "./policies.ts";
import type { Store } from "./store.ts";

const seconds = (milliseconds: number) => milliseconds / 1000;

/** The start of every parameter's ARN; its name follows with one slash. */
export const arnPrefix = ({ options: { region, accountId } }: Store): string =>
  `arn:aws:ssm:${region}:${accountId}:parameter/`;

const arnOf = (store: Store, name: string) => arnPrefix(store) + name.replace(/^\//, "");

// Stands for the ciphertext of KMS: it looks like one, and the value cannot be read from it.
const ciphertext = (name: string, { version, value, keyId }: ParameterVersion) =>
  `AQICAHh${hash("sha512", `${keyId} ${name} ${version} ${value}`, "base64")}`;

const shownValue = (name: string, version: ParameterVersion, decrypt: boolean) =>
  version.type === "SecureString" && !decrypt ? ciphertext(name, version) : version.value;

/** A parameter as GetParameter answers it. */
export const renderParameter = (
  store: Store,
  { name }: Parameter,
  version: ParameterVersion,
  { decrypt, selector }: { decrypt: boolean; selector?: string },
) => ({
  Name: name,
  Type: version.type,
  Value: shownValue(name, version, decrypt),
  Version: version.version,
  ...(selector && { Selector: selector }),
  LastModifiedDate: seconds(version.modifiedAt),
  ARN: arnOf(store, name),
  DataType: version.dataType,
});

/** A version's description without its value. */
export const renderMetadata = (store: Store, { name }: Parameter, version: ParameterVersion) => ({
  Name: name,
  ARN: arnOf(store, name),
  Type: version.type,
  ...(version.keyId && { KeyId: version.keyId }),
  LastModifiedDate: seconds(version.modifiedAt),
  LastModifiedUser: `arn:aws:iam::${store.options.accountId}:root`,
  ...(version.description && { Description: version.description }),
  ...(version.allowedPattern && { AllowedPattern: version.allowedPattern }),
  Version: version.version,
  Tier: version.tier,
  Policies: version.policies ? parsePolicies(version.policies).shown : [],
  DataType: version.dataType,
});

/** A version as GetParameterHistory answers it. */
export function renderHistory(
  store: Store,
  parameter: Parameter,
  version: ParameterVersion,
  decrypt: boolean,
) {
  const { ARN: _, ...metadata } = renderMetadata(store, parameter, version);
  return {
    ...metadata,
    Value: shownValue(parameter.name, version, decrypt),
    Labels: labelsOf(parameter, version.version),
  };
}
