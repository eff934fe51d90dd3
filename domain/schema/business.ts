import Type, { type Static } from "typebox";
import {
  EmailAddress,
  Id,
  Instant,
  line,
  Phone,
  State,
  strict,
  text,
  Version,
  WebAddress,
} from "./common.ts";

const businessFields = {
  name: line(120),
  industry: line(80),
  /** A schema.org type such as `Plumber`. */
  industryType: Type.String({ pattern: "^[A-Z][A-Za-z]{1,63}$" }),
  website: WebAddress,
  phone: Phone,
  email: EmailAddress,
  primaryCity: line(80),
  primaryState: State,
};

/** What an operator sends to add a business. */
export const NewBusiness = strict(businessFields);
export type NewBusiness = Static<typeof NewBusiness>;

/** What an operator sends to change a business: all of it, and the version that was read. */
export const BusinessUpdate = strict({ ...businessFields, version: Version });

/** A client of the agency. */
export const Business = strict({
  id: Id,
  ...businessFields,
  version: Version,
  createdAt: Instant,
  updatedAt: Instant,
});
export type Business = Static<typeof Business>;

const Hours = Type.Union([
  Type.Null(),
  strict({
    open: Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$" }),
    close: Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$" }),
  }),
]);

const profileFields = {
  tagline: line(120),
  yearEstablished: Type.Optional(Type.Integer({ minimum: 1600, maximum: 2100 })),
  description: text(2000),
  services: Type.Array(
    strict({ name: line(80), nameEs: Type.Optional(line(80)), primary: Type.Optional(Type.Boolean()) }),
    { maxItems: 50 },
  ),
  audience: text(500),
  languages: Type.Array(Type.Enum(["en", "es"]), { minItems: 1, maxItems: 2, uniqueItems: true }),
  voice: text(300),
  forbiddenTerms: Type.Array(line(60), { maxItems: 50 }),
  callToAction: strict({ en: line(160), es: Type.Optional(line(160)) }),
  hours: Type.Optional(
    strict({
      monday: Hours,
      tuesday: Hours,
      wednesday: Hours,
      thursday: Hours,
      friday: Hours,
      saturday: Hours,
      sunday: Hours,
    }),
  ),
  socialProfiles: Type.Optional(
    Type.Array(strict({ platform: line(40), url: WebAddress }), { maxItems: 20 }),
  ),
};

/** What pages of a business are written from; `version` 0 says that none is stored yet. */
export const ProfileUpdate = strict({ ...profileFields, version: Type.Integer({ minimum: 0 }) });
export type ProfileUpdate = Static<typeof ProfileUpdate>;

/** The stored profile, with how much of it is filled in (percent). */
export const Profile = strict({
  ...profileFields,
  version: Version,
  completeness: Type.Integer({ minimum: 0, maximum: 100 }),
  updatedAt: Instant,
});
export type Profile = Static<typeof Profile>;
