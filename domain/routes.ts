/** What a user may do: each role may do what those before it may. */
export const roles = ["viewer", "operator", "admin"] as const;
export type Role = (typeof roles)[number];

/** The facts of a route that run time needs; its schemas stand in `contract.ts` under the same name. */
export interface RouteFacts {
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: `/${string}`;
  /** The least role that may call it; absent means that no sign-in is needed. */
  role?: Role;
  /** The status of a success. */
  status: 200 | 201 | 204;
  /** Content types that the body may have; absent means JSON. */
  accept?: readonly string[];
  /** The content type of a success; absent means JSON. */
  produces?: string;
  /** The largest body, in bytes; absent means 64 KB. */
  bodyLimit?: number;
}

const business = "/api/businesses/{businessId}";
const bulk = {
  status: 200,
  role: "operator",
  accept: ["application/json", "text/csv"],
  bodyLimit: 524_288,
} as const;

/** Every route that is served, by the name of its use case. */
export const routes = {
  getHealth: { method: "GET", path: "/health", status: 200 },
  getOpenApi: { method: "GET", path: "/api/openapi.json", status: 200 },
  getMe: { method: "GET", path: "/api/me", role: "viewer", status: 200 },
  listBusinesses: { method: "GET", path: "/api/businesses", role: "viewer", status: 200 },
  createBusiness: { method: "POST", path: "/api/businesses", role: "operator", status: 201 },
  getBusiness: { method: "GET", path: business, role: "viewer", status: 200 },
  updateBusiness: { method: "PUT", path: business, role: "operator", status: 200 },
  deleteBusiness: { method: "DELETE", path: business, role: "admin", status: 204 },
  getProfile: { method: "GET", path: `${business}/profile`, role: "viewer", status: 200 },
  putProfile: { method: "PUT", path: `${business}/profile`, role: "operator", status: 200 },
  listTopics: { method: "GET", path: `${business}/topics`, role: "viewer", status: 200 },
  createTopic: { method: "POST", path: `${business}/topics`, role: "operator", status: 201 },
  importTopics: { method: "POST", path: `${business}/topics/bulk`, ...bulk },
  updateTopic: { method: "PUT", path: `${business}/topics/{key}`, role: "operator", status: 200 },
  deleteTopic: { method: "DELETE", path: `${business}/topics/{key}`, role: "operator", status: 204 },
  listPlaces: { method: "GET", path: `${business}/places`, role: "viewer", status: 200 },
  createPlace: { method: "POST", path: `${business}/places`, role: "operator", status: 201 },
  importPlaces: { method: "POST", path: `${business}/places/bulk`, ...bulk },
  updatePlace: { method: "PUT", path: `${business}/places/{key}`, role: "operator", status: 200 },
  deletePlace: { method: "DELETE", path: `${business}/places/{key}`, role: "operator", status: 204 },
  listPrompts: { method: "GET", path: `${business}/prompts`, role: "viewer", status: 200 },
  createPrompt: { method: "POST", path: `${business}/prompts`, role: "operator", status: 201 },
  activatePrompt: {
    method: "POST",
    path: `${business}/prompts/{pageType}/{version}/activate`,
    role: "operator",
    status: 200,
  },
  previewJob: { method: "POST", path: `${business}/jobs/preview`, role: "viewer", status: 200 },
  createJob: { method: "POST", path: `${business}/jobs`, role: "operator", status: 201 },
  listBusinessJobs: { method: "GET", path: `${business}/jobs`, role: "viewer", status: 200 },
  listJobs: { method: "GET", path: "/api/jobs", role: "viewer", status: 200 },
  getJob: { method: "GET", path: "/api/jobs/{jobId}", role: "viewer", status: 200 },
  listPages: { method: "GET", path: "/api/jobs/{jobId}/pages", role: "viewer", status: 200 },
  getPage: { method: "GET", path: "/api/jobs/{jobId}/pages/{n}", role: "viewer", status: 200 },
  exportJob: {
    method: "GET",
    path: "/api/jobs/{jobId}/export",
    role: "viewer",
    status: 200,
    produces: "application/x-ndjson",
  },
  listJobEvents: { method: "GET", path: "/api/jobs/{jobId}/events", role: "viewer", status: 200 },
} as const satisfies Record<string, RouteFacts>;

export type RouteName = keyof typeof routes;
