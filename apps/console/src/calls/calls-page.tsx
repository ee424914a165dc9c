// CallsPage

export function CallsPage() {
  return null;
}
