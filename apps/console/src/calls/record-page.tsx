// RecordPage

export function RecordPage() {
  return null;
}
