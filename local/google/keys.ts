import { createHash, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

const generate = promisify(generateKeyPair);

/** A signing key of the issuer. */
export interface SigningKey {
  /** 40 hexadecimal digits, as Google's are. */
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** The issuer's keys, newest last; the newest signs. */
export interface Keyring {
  current(): SigningKey;
  /** The public keys as a JSON Web Key Set (RFC 7517). */
  jwks(): { keys: Record<string, unknown>[] };
  /** Adds a new key, which signs from now on; tokens of the old ones stay valid. */
  rotate(): Promise<void>;
}

async function createKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generate("rsa", { modulusLength: 2048 });
  const der = publicKey.export({ type: "spki", format: "der" });
  return { kid: createHash("sha1").update(der).digest("hex"), privateKey, publicKey };
}

const toJwk = ({ kid, publicKey }: SigningKey) => ({
  ...publicKey.export({ format: "jwk" }),
  alg: "RS256",
  use: "sig",
  kid,
});

/** A ring with one fresh key. */
export async function createKeyring(): Promise<Keyring> {
  let current = await createKey();
  const keys = [current];
  return {
    current: () => current,
    jwks: () => ({ keys: keys.map(toJwk) }),
    async rotate() {
      current = await createKey();
      keys.push(current);
    },
  };
}
