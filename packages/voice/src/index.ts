// The door of voice: calls as users see them: legs, bridge, hold, transfer, conference, recording.
export {};
