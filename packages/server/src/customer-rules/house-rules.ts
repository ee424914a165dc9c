// What the house does for which customers and whom it does not take, laid out so that a call finds it without looking at all.

import type { BlockedNumber, CustomerRule } from "@tellerline/api";
import { Blocklist } from "./blocklist.ts";
import { PrefixTable } from "./prefix-table.ts";

export interface HouseRules {
  customerRules: readonly CustomerRule[];
  /** The region rules among them, by their prefixes. */
  regions: PrefixTable<CustomerRule>;
  blocklist: Blocklist;
}

export function houseRules(customerRules: readonly CustomerRule[], blocked: readonly BlockedNumber[]): HouseRules {
  const regions = new PrefixTable<CustomerRule>();
  for (const rule of customerRules)
    if (rule.when.kind === "region") for (const prefix of rule.when.prefixes) regions.add(prefix, rule);
  return { customerRules, regions, blocklist: new Blocklist(blocked) };
}
