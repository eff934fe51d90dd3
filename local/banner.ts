import type { Business } from "#domain/schema/business.ts";
import { samplePageType } from "./seed-sample.ts";
import type { System } from "./system.ts";

/** What stands on the terminal once everything runs: what is where, how to sign in, what to try. */
export function banner(
  { stack, apiUrl, claude, google, logFile }: System,
  business: Business,
  seconds: string,
): string {
  const claudeText = claude
    ? `${claude.url}  (a stand-in; PUT /_settings breaks it)`
    : "the real one: every page costs money";
  return `
MarketBrewer runs on this machine, ready in ${seconds} s. Ctrl-C stops it.

  API      ${apiUrl}  (/health, /api/openapi.json)
  AWS      ${stack.awsUrl}  (DynamoDB, SQS, SSM, for any AWS SDK or CLI)
  Claude   ${claudeText}
  Google   ${google.url}  (a stand-in for sign-in)
  Logs     ${logFile}

Sign in as an operator (for one hour):
  TOKEN=$(curl -s ${google.url}/token -H 'accept: text/plain' -d email=operator@example.com)

Write the 1,734 pages of ${business.name}:
  curl -s ${apiUrl}/api/businesses/${business.id}/jobs -H "authorization: Bearer $TOKEN" \\
    -H 'content-type: application/json' -H 'idempotency-key: my-first-job' -d '{"pageType":"${samplePageType}"}'

List the jobs, then read a page with the id you see:
  curl -s ${apiUrl}/api/jobs -H "authorization: Bearer $TOKEN"
  curl -s ${apiUrl}/api/jobs/JOB_ID/pages/1 -H "authorization: Bearer $TOKEN"
${claude ? breakClaude(claude.url) : ""}`;
}

const breakClaude = (url: string) => `
Let half of Claude's answers be “overloaded” and watch the next job get through all the same:
  curl -s -X PUT ${url}/_settings -H 'content-type: application/json' -d '{"overloaded":0.5}'
`;
