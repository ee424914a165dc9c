// What every page does with a query: loading, error, forbidden and empty states, then the thing itself.

import type { UseQueryResult } from "@tanstack/react-query";
import { ApiError } from "@tellerline/sdk";
import { PageState } from "@tellerline/ui";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail, problemText } from "../problem-text.ts";

export interface LoadedProps<Data> {
  query: UseQueryResult<Data>;
  empty?: (data: Data) => boolean;
  emptyText?: string;
  emptyDetail?: string;
  children(data: Data): ReactNode;
}

export function Loaded<Data>({ query, empty, emptyText, emptyDetail, children }: LoadedProps<Data>) {
  const { t } = useTranslation();
  const { data, error } = query;
  if (data !== undefined) {
    if (empty?.(data) !== true) return children(data);
    return <PageState kind="empty" title={emptyText ?? t("page.empty")} detail={emptyDetail} />;
  }
  return error === null ? <PageState kind="loading" title={t("common.loading")} /> : <Failed query={query} />;
}

/** The error of a query, with a way to try again. */
export function Failed({ query: { error, refetch } }: { query: Pick<UseQueryResult, "error" | "refetch"> }) {
  const { t } = useTranslation();
  const status = error instanceof ApiError ? error.problem.status : 0;
  if (status === 403)
    return <PageState kind="forbidden" title={t("page.forbidden")} detail={t("page.forbiddenText")} />;
  if (status === 404) return <PageState kind="empty" title={t("page.notFound")} detail={t("page.notFoundText")} />;
  const retry = { label: t("common.retry"), onClick: () => void refetch() };
  const detail = [problemText(error), problemDetail(error)].filter(Boolean).join(" ");
  return <PageState kind="error" title={t("page.error")} detail={detail} action={retry} />;
}
