// The words of team leaders' work on the live page in English.

export const floorEn = {
  actions: "Leader's actions",
  actionsOn: "Leader's actions on {{name}}",
  supervise: { listen: "Listen", coach: "Coach", bargeIn: "Barge in", intercept: "Take over", off: "Stop listening" },
  move: { front: "To the front", queue: "To the queue" },
  moved: "Moved",
  force: {
    ready: "Set ready",
    notReady: "Set not ready",
    endRest: "End not ready",
    lock: "Lock",
    unlock: "Unlock",
    signOut: "Sign out",
    release: "End the call",
  },
  reason: "Reason (required)",
  reasonHint: "The agent's desk shows the reason, and the audit keeps it.",
};
