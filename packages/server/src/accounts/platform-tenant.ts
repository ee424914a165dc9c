// Platform administrators belong to a tenant of their own, so that row security needs no exception for them.

export const platformTenantId = "00000000-0000-7000-8000-000000000000";
