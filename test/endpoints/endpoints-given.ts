import { type ServiceName, serviceNames } from "./endpoints.ts";

/** What the variables of every AWS SDK say of where the services stand; a service may be missing. */
export function endpointsGiven(variables: Readonly<Record<string, string | undefined>>) {
  const urls: Partial<Record<ServiceName, string>> = {};
  for (const name of serviceNames) {
    const url = variables[`AWS_ENDPOINT_URL_${name.toUpperCase()}`] ?? variables.AWS_ENDPOINT_URL;
    if (url) urls[name] = url;
  }
  return { region: variables.AWS_REGION ?? variables.AWS_DEFAULT_REGION ?? "us-east-1", urls };
}
