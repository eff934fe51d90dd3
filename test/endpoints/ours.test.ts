import { packagedTemplate } from "../build/template.ts";
import { useNobodysCredentials } from "./credentials.ts";
import { startOurs } from "./start-ours.ts";
import { describeTarget } from "./suite.ts";

useNobodysCredentials();
describeTarget({ name: "our stand-in", lacks: {}, start: startOurs }, await packagedTemplate("local"));
