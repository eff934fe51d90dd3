import type { Cloud } from "#cloud/cloud.ts";
import { newPlace } from "#domain/place.ts";
import type { NewPlace, Place } from "#domain/schema/place.ts";
import { isoTime } from "./entity.ts";
import { type Imported, type ImportRequest, importRows } from "./import-rows.ts";
import { placeComplaint, placeKind } from "./places.ts";

/** Imports places from CSV (`kind,city,state,county,zip,name,address,phone`) or rows. @param complaints checks a row against its schema. */
export function importPlaces(
  cloud: Cloud,
  request: ImportRequest,
  complaints: (row: unknown) => string[],
): Promise<Imported> {
  const now = isoTime(cloud.clock.now());
  return importRows<NewPlace, Place>(
    cloud,
    {
      kind: placeKind,
      columns: ["kind", "city", "state", "county", "zip", "name", "address", "phone"],
      complaints: (row) => withOwnRule(row, complaints(row)),
      entityOf: (row) => newPlace(row, now),
      same: (stored, imported) =>
        stored.city === imported.city && stored.state === imported.state && stored.name === imported.name,
    },
    request,
  );
}

function withOwnRule(row: unknown, complaints: string[]): string[] {
  if (complaints.length > 0) return complaints;
  const complaint = placeComplaint(row as NewPlace);
  return complaint ? [complaint] : [];
}
