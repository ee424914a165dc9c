// The administration of a tenant: a part for each kind of thing.

import { Link, useParams } from "@tanstack/react-router";
import type { Right } from "@tellerline/sdk";
import { PageState } from "@tellerline/ui";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../session/session.ts";
import { AuditPart } from "./audit-part.tsx";
import { chatEntrySpec, quickReplySpec } from "./chat-specs.tsx";
import { CollectionPage } from "./collection-page.tsx";
import { blockedNumberSpec, customerRuleSpec } from "./customer-rule-specs.tsx";
import { FlowsPart } from "./flows-part.tsx";
import { queueSpec, skillSpec } from "./routing-specs.tsx";
import { numberSpec, phoneSpec, trunkSpec } from "./telephony-specs.tsx";
import { userSpec } from "./user-spec.tsx";
import { WhatIfPart } from "./what-if-part.tsx";
import "./admin.css";

type PartName =
  | "users"
  | "skills"
  | "queues"
  | "numbers"
  | "trunks"
  | "phones"
  | "flows"
  | "chatEntries"
  | "quickReplies"
  | "customerRules"
  | "blockedNumbers"
  | "whatIf"
  | "audit";

interface Part {
  name: PartName;
  needs: Right;
  show(): ReactNode;
}

const parts: readonly Part[] = [
  { name: "users", needs: "configuration.read", show: () => <CollectionPage key="users" spec={userSpec} /> },
  { name: "skills", needs: "configuration.read", show: () => <CollectionPage key="skills" spec={skillSpec} /> },
  { name: "queues", needs: "configuration.read", show: () => <CollectionPage key="queues" spec={queueSpec} /> },
  {
    name: "customerRules",
    needs: "configuration.read",
    show: () => <CollectionPage key="customerRules" spec={customerRuleSpec} />,
  },
  {
    name: "blockedNumbers",
    needs: "configuration.read",
    show: () => <CollectionPage key="blockedNumbers" spec={blockedNumberSpec} />,
  },
  { name: "numbers", needs: "configuration.read", show: () => <CollectionPage key="numbers" spec={numberSpec} /> },
  { name: "trunks", needs: "configuration.read", show: () => <CollectionPage key="trunks" spec={trunkSpec} /> },
  { name: "phones", needs: "configuration.read", show: () => <CollectionPage key="phones" spec={phoneSpec} /> },
  { name: "flows", needs: "configuration.read", show: () => <FlowsPart /> },
  { name: "whatIf", needs: "records.read", show: () => <WhatIfPart /> },
  {
    name: "chatEntries",
    needs: "configuration.read",
    show: () => <CollectionPage key="chatEntries" spec={chatEntrySpec} />,
  },
  {
    name: "quickReplies",
    needs: "configuration.read",
    show: () => <CollectionPage key="quickReplies" spec={quickReplySpec} />,
  },
  { name: "audit", needs: "audit.read", show: () => <AuditPart /> },
];

export function AdminPage() {
  const { t } = useTranslation();
  const { rights } = useMe();
  const { part: wanted = "users" } = useParams({ strict: false });
  const seen = parts.filter((part) => rights.includes(part.needs));
  const part = seen.find(({ name }) => name === wanted);
  return (
    <div className="page admin-page">
      <h1 className="visually-hidden">{t("admin.title")}</h1>
      {seen.length > 0 && (
        <nav className="admin-nav" aria-label={t("admin.title")}>
          {seen.map(({ name }) => (
            <Link
              key={name}
              to="/admin/$part"
              params={{ part: name }}
              className={name === wanted ? "active" : undefined}
              aria-current={name === wanted ? "page" : undefined}
            >
              {t(`admin.${name}`)}
            </Link>
          ))}
        </nav>
      )}
      <div className="admin-part">
        {part === undefined ? (
          <PageState kind="forbidden" title={t("page.forbidden")} detail={t("page.forbiddenText")} />
        ) : (
          part.show()
        )}
      </div>
    </div>
  );
}
