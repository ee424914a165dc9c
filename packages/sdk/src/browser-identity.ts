// Which browser this is, for the one that is an agent's phone: an id that stays, and a name for people.

const kept = "tellerline-browser";

/** For pages whose browser keeps nothing for them: good as long as the page. */
let ofThisPage: string | undefined;

/** The id of this browser on this computer: the same for all tabs and after a reload. */
export function browserId(): string {
  ofThisPage ??= newId();
  try {
    const known = localStorage.getItem(kept);
    if (known !== null) return known;
    localStorage.setItem(kept, ofThisPage);
  } catch {
    // A frame of another site may be allowed no storage.
  }
  return ofThisPage;
}

const browsers: [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const systems: [RegExp, string][] = [
  [/Windows/, "Windows"],
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Mac OS/, "macOS"],
  [/Linux|X11/, "Linux"],
];

/** What a person would call it: "Chrome · Windows"; empty where nothing is known. */
export function browserLabel(userAgent: string): string {
  const named = (table: [RegExp, string][]) => table.find(([pattern]) => pattern.test(userAgent))?.[1];
  return [named(browsers), named(systems)].filter((part) => part !== undefined).join(" · ");
}

/** `crypto.randomUUID` is there in secure contexts only. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
