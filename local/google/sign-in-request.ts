/** What a client asks for when it sends someone to the sign-in page. */
export interface SignInRequest {
  redirectUri: URL;
  /** Everything that the page hands on unchanged. */
  fields: Record<string, string>;
}

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether `host`, a host name with or without a port, is this machine. */
export function isLoopback(host: string): boolean {
  return loopback.has(host.replace(/:\d+$/, "").toLowerCase());
}

/** @throws RangeError in one sentence when the client is unknown or the redirect does not stay on this machine. */
export function readSignIn(parameters: URLSearchParams, clientId: string): SignInRequest {
  const given = parameters.get("client_id") ?? "";
  if (given !== clientId) {
    throw new RangeError(`The client_id "${given}" is not known: start the client with "${clientId}".`);
  }
  const redirect = parameters.get("redirect_uri") ?? "";
  const redirectUri = URL.canParse(redirect) ? new URL(redirect) : undefined;
  const stays = redirectUri && /^https?:$/.test(redirectUri.protocol) && isLoopback(redirectUri.host);
  if (!stays || redirectUri.hash !== "") {
    throw new RangeError(
      `The redirect_uri "${redirect}" is refused: use an http address on this machine, such as http://localhost:3000/.`,
    );
  }
  const fields: Record<string, string> = { client_id: given, redirect_uri: redirect };
  for (const name of ["state", "nonce"]) {
    const value = parameters.get(name);
    if (value !== null) fields[name] = value;
  }
  return { redirectUri, fields };
}
