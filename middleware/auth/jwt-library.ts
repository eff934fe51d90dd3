/* What verification needs of its libraries, in a module of its own so that it is loaded with the first token. */

export { createPublicKey } from "node:crypto";
export { assertIsJwks } from "aws-jwt-verify/jwk";
export { decomposeUnverifiedJwt } from "aws-jwt-verify/jwt";
export { verifyJwtSync } from "aws-jwt-verify/jwt-verifier";
