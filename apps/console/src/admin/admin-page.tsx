// AdminPage

export function AdminPage() {
  return null;
}
