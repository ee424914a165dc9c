// LivePage

export function LivePage() {
  return null;
}
