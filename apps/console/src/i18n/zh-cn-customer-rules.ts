// The words of rules for customers and of blocked numbers in Chinese.

export const customerRuleFieldsZh = {
  ruleActive: "启用",
  ruleQueue: "适用队列",
  ruleKind: "条件",
  ruleEffect: "处理方式",
  customerTiers: "客户等级",
  customerLanguage: "客户语言",
  prefixes: "号码前缀",
  adviserHold: "等待专属客户经理（秒，0 为只优先）",
  priorityBy: "优先级增减（-100–100）",
  ruleSkill: "技能要求",
  ruleSkillLevel: "技能等级",
  ruleSkillDemand: "要求方式",
  blockedNumber: "号码（末尾加 * 表示前缀）",
  blockReason: "原因",
  blockAction: "处理方式",
  validUntil: "有效期至",
};

export const customerRulesZh = {
  kind: {
    tier: "客户等级",
    language: "客户语言",
    region: "号码归属地",
    recall: "放弃后再次来电",
    adviser: "专属客户经理",
  },
  everyQueue: "全部队列",
  noSkill: "不要求技能",
  demand: { required: "必须具备", preferred: "优先具备" },
  prefixCount: "{{count}} 个前缀",
  prefixHelp: "每行一个，可粘贴 CSV（取第一列）；固定电话带区号 0，按最长前缀匹配。",
  prefixWrong: "第 {{line}} 行“{{text}}”不是号码前缀（1–15 位数字，可带 +）",
  prefixTwice: "第 {{line}} 行“{{text}}”与第 {{first}} 行重复",
  priority: "优先级 {{by}}",
  recallWithin: "{{minutes}} 分钟内",
  adviserPreferred: "优先分配",
  adviserWaits: "最多等待 {{seconds}} 秒",
  action: { refuse: "拒接（SIP 603）", later: "排在最后" },
  forever: "长期有效",
  untilHelp: "留空为长期有效",
  expired: "已过期",
  numberWrong: "2–20 位数字，可带 +，末尾 * 表示前缀",
  language: { none: "未知", "zh-CN": "普通话", "zh-HK": "粤语", "en-US": "英语" },
  adviser: "专属客户经理",
  nobody: "无",
};

export const customerRulesTimelineZh = {
  customerRule: "客户规则“{{ruleName}}”：优先级 {{priorityBy}}，技能 {{skillName}}",
  adviserFirst: "客户规则“{{ruleName}}”：专属客户经理 {{adviserName}} 优先",
  blockedLater: "黑名单号码（{{because}}），排在最后",
};
