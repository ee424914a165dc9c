// Whether a chat entry is open at an instant, in the time zone of its hours.

import type { ChatHours } from "@tellerline/api";

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Hours that end before they begin go past midnight; the day is the one on which they began. */
export function isOpenAt(hours: ChatHours | null, at: number): boolean {
  if (hours === null) return true;
  const parts = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone: hours.timeZone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  }).formatToParts(at);
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? "";
  const day = weekdays.indexOf(part("weekday")) + 1;
  const time = `${part("hour")}:${part("minute")}`;
  const { days, from, to } = hours;
  if (from < to) return days.includes(day) && time >= from && time < to;
  const yesterday = day === 1 ? 7 : day - 1;
  return (days.includes(day) && time >= from) || (days.includes(yesterday) && time < to);
}
