// TenantsPage

export function TenantsPage() {
  return null;
}
