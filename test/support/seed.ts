import type { Business } from "#domain/schema/business.ts";
import type { Job } from "#domain/schema/job.ts";
import type { Product } from "./product.ts";

export const sampleBusiness = {
  name: "Riverbend Plumbing",
  industry: "Plumbing",
  industryType: "Plumber",
  website: "https://riverbend.example.com",
  phone: "(555) 555-0142",
  email: "office@riverbend.example.com",
  primaryCity: "Kingston",
  primaryState: "NY",
};

export const sampleProfile = {
  tagline: "On time, every time",
  description: "A family business that repairs and installs plumbing across the valley.",
  services: [{ name: "Drain cleaning", nameEs: "Limpieza de desagües", primary: true }],
  audience: "Homeowners",
  languages: ["en", "es"],
  voice: "Friendly and plain",
  forbiddenTerms: ["cheapest"],
  callToAction: { en: "Call us today", es: "Llámenos hoy" },
  version: 0,
};

/** Adds a business with so many keyword topics and service areas, through the API. */
export async function seedBusiness(
  product: Pick<Product, "call">,
  topics: number,
  places: number,
): Promise<Business> {
  const business = await ok<Business>(
    product.call({ method: "POST", path: "/api/businesses", body: sampleBusiness }),
  );
  const path = `/api/businesses/${business.id}`;
  await ok(product.call({ method: "PUT", path: `${path}/profile`, body: sampleProfile }));
  const topicRows = Array.from({ length: topics }, (_, index) => ({
    kind: "keyword",
    language: index % 2 ? "es" : "en",
    name: `leak repair ${index + 1}`,
  }));
  const placeRows = Array.from({ length: places }, (_, index) => ({
    kind: "service-area",
    city: `Town ${index + 1}`,
    state: "NY",
  }));
  if (topics > 0)
    await ok(product.call({ method: "POST", path: `${path}/topics/bulk`, body: { rows: topicRows } }));
  if (places > 0)
    await ok(product.call({ method: "POST", path: `${path}/places/bulk`, body: { rows: placeRows } }));
  return business;
}

/** Orders all pages of a business. */
export const orderJob = (product: Pick<Product, "call">, businessId: string, key = "order-1") =>
  product.call({
    method: "POST",
    path: `/api/businesses/${businessId}/jobs`,
    headers: { "idempotency-key": key },
    body: { pageType: "keyword-service-area" },
  });

export const readJob = (product: Pick<Product, "call">, jobId: string) =>
  ok<Job>(product.call({ method: "GET", path: `/api/jobs/${jobId}` }));

/** The body of a success. @throws Error that shows the problem otherwise. */
export async function ok<T>(reply: ReturnType<Product["call"]>): Promise<T> {
  const { status, body } = await reply;
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body as T;
}
