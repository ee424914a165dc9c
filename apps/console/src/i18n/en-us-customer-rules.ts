// The words of rules for customers and of blocked numbers in English.

export const customerRuleFieldsEn = {
  ruleActive: "Active",
  ruleQueue: "In the queue",
  ruleKind: "Condition",
  ruleEffect: "Effect",
  customerTiers: "Customer tiers",
  customerLanguage: "Customer's language",
  prefixes: "Number prefixes",
  adviserHold: "Wait for the own adviser (s, 0: only preferred)",
  priorityBy: "Priority added (-100–100)",
  ruleSkill: "Skill asked for",
  ruleSkillLevel: "Skill level",
  ruleSkillDemand: "How it is asked for",
  blockedNumber: "Number (with * behind it: a prefix)",
  blockReason: "Reason",
  blockAction: "What happens",
  validUntil: "Valid until",
};

export const customerRulesEn = {
  kind: {
    tier: "Customer tier",
    language: "Customer's language",
    region: "Region of the number",
    recall: "Calls again after giving up",
    adviser: "Own adviser",
  },
  everyQueue: "Every queue",
  noSkill: "No skill",
  demand: { required: "Required", preferred: "Preferred" },
  prefixCount: "{{count}} prefixes",
  prefixHelp:
    "One a line, CSV may be pasted (its first column); fixed lines with the 0 of their area code. The longest match holds.",
  prefixWrong: "Line {{line}}: “{{text}}” is no prefix (1–15 digits, optionally with +)",
  prefixTwice: "Line {{line}}: “{{text}}” stands in line {{first}} already",
  priority: "Priority {{by}}",
  recallWithin: "within {{minutes}} min",
  adviserPreferred: "Preferred",
  adviserWaits: "Waited for up to {{seconds}} s",
  action: { refuse: "Refused (SIP 603)", later: "Behind all others" },
  forever: "Without end",
  untilHelp: "Empty: without end",
  expired: "Run out",
  numberWrong: "2–20 digits, optionally with +; * behind them for a prefix",
  language: { none: "Not known", "zh-CN": "Mandarin", "zh-HK": "Cantonese", "en-US": "English" },
  adviser: "Own adviser",
  nobody: "Nobody",
};

export const customerRulesTimelineEn = {
  customerRule: "Customer rule “{{ruleName}}”: priority {{priorityBy}}, skill {{skillName}}",
  adviserFirst: "Customer rule “{{ruleName}}”: own adviser {{adviserName}} first",
  blockedLater: "Blocked number ({{because}}), behind all others",
};
