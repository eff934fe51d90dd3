/** A signed-in client of the API, as a user would write one. */
export interface ApiClient {
  /** @throws Error with the problem's title and detail when the API refuses. */
  request<T>(method: string, path: string, options?: RequestOptions): Promise<T>;
}

/** A body, and further headers. */
export interface RequestOptions {
  json?: unknown;
  csv?: string;
  headers?: Record<string, string>;
}

/** @param token an ID token; each request carries it. */
export function apiClient(apiUrl: string, token: string): ApiClient {
  return {
    async request<T>(method: string, path: string, { json, csv, headers = {} }: RequestOptions = {}) {
      const type = csv === undefined ? "application/json" : "text/csv";
      const body = csv ?? (json === undefined ? undefined : JSON.stringify(json));
      const response = await fetch(apiUrl + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { "content-type": type }),
          ...headers,
        },
        ...(body !== undefined && { body }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
      return (text ? JSON.parse(text) : undefined) as T;
    },
  };
}
