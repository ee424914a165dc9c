// The words of notes, attached data, tasks and own figures at the desk in English.

import type { deskDataTimelineZh, deskDataZh } from "./zh-cn-desk-data.ts";

export const deskDataEn: typeof deskDataZh = {
  title: "About this interaction",
  id: "Interaction id",
  copy: "Copy id",
  copied: "The id was copied",
  data: "Attached data",
  noData: "Nothing is attached",
  name: "Name",
  value: "Value",
  attach: "Attach",
  changes: "Changes",
  removed: "{{name}} removed",
  flow: "Flow",
  noteState: {
    loading: "Loading",
    saved: "Saved",
    unsaved: "Not saved yet",
    saving: "Saving",
    conflict: "Not saved: somebody else changed the note",
    failed: "Could not be saved; it is tried again as you type",
  },
  noteConflict: "{{name}} has just changed this note:",
  noteMerge: "Keep both texts",
  noteTheirs: "Take the other text",
  newFollowUp: "New task",
  followUps: "Tasks",
  noFollowUps: "No tasks",
  followUpSaved: "The task was saved",
  what: "What is to be done",
  due: "Due",
  forWhom: "Whose task",
  myself: "Mine",
  late: "Late",
  toRecord: "Record",
  pressed: "Pressed {{digits}}",
  heard: "Played {{prompts}}",
};

export const deskDataTimelineEn: typeof deskDataTimelineZh = {
  attached: "{{agentName}} attached {{name}} = {{value}}",
};
