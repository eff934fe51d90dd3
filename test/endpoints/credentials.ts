/** Gives this process credentials that are nobody's, so that a developer's own sign nothing here. */
export function useNobodysCredentials(): void {
  for (const name of ["AWS_SESSION_TOKEN", "AWS_PROFILE"]) delete process.env[name];
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "NOBODY", AWS_SECRET_ACCESS_KEY: "nothing" });
}
