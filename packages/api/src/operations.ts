// Every operation of the HTTP API in one table: the server registers it, the OpenAPI document and the client come from it.

import type { z } from "zod";
import type { ApiOperation } from "./api-operation.ts";
import * as callBacks from "./call-backs.ts";
import * as chat from "./chat.ts";
import { emptySchema } from "./common.ts";
import * as configuration from "./configuration.ts";
import * as customerRules from "./customer-rules.ts";
import * as customers from "./customers.ts";
import * as desk from "./desk.ts";
import { floorOperations } from "./floor-operations.ts";
import * as floorPlans from "./floor-plans.ts";
import * as lostCalls from "./lost-calls.ts";
import * as notes from "./notes.ts";
import * as notices from "./notices.ts";
import * as records from "./records.ts";
import type { Right } from "./rights.ts";
import * as routing from "./routing.ts";
import * as session from "./session.ts";
import * as softphoneBar from "./softphone-bar.ts";
import * as wallboards from "./wallboards.ts";
import * as whatIf from "./what-if.ts";

function collection<const Name extends string, Input extends z.ZodType, Item extends z.ZodType>(
  path: string,
  name: Name,
  input: Input,
  item: Item,
  write: Right,
) {
  return {
    list: {
      method: "GET",
      path,
      summary: `All ${name}.`,
      needs: "configuration.read",
      answer: configuration.listOf(item),
    },
    create: { method: "POST", path, summary: `Adds one to the ${name}.`, needs: write, body: input, answer: item },
    update: {
      method: "PUT",
      path: `${path}/{id}`,
      summary: `Changes one of the ${name}; If-Match carries the version that was read.`,
      needs: write,
      body: input,
      answer: item,
    },
    remove: {
      method: "DELETE",
      path: `${path}/{id}`,
      summary: `Removes one of the ${name}.`,
      needs: write,
      answer: emptySchema,
    },
  } as const satisfies Record<string, ApiOperation>;
}

const skills = collection(
  "/skills",
  "skills",
  configuration.skillInputSchema,
  configuration.skillSchema,
  "configuration.write",
);
const queues = collection(
  "/queues",
  "queues",
  configuration.queueInputSchema,
  configuration.queueSchema,
  "configuration.write",
);
const numbers = collection(
  "/numbers",
  "numbers",
  configuration.phoneNumberInputSchema,
  configuration.phoneNumberSchema,
  "configuration.write",
);
const trunks = collection(
  "/trunks",
  "trunks",
  configuration.trunkInputSchema,
  configuration.trunkSchema,
  "configuration.write",
);
const phones = collection(
  "/phones",
  "phones",
  configuration.phoneInputSchema,
  configuration.phoneSchema,
  "configuration.write",
);
const chatEntries = collection(
  "/chat-entries",
  "chat entries",
  chat.chatEntryInputSchema,
  chat.chatEntrySchema,
  "configuration.write",
);
const boards = collection(
  "/wallboards",
  "wallboards",
  wallboards.wallboardInputSchema,
  wallboards.wallboardSchema,
  "live.read",
);
const plans = collection(
  "/floor-plans",
  "floor plans",
  floorPlans.floorPlanInputSchema,
  floorPlans.floorPlanSchema,
  "live.read",
);
const quickReplies = collection(
  "/quick-replies",
  "quick replies",
  chat.quickReplyInputSchema,
  chat.quickReplySchema,
  "configuration.write",
);
const houseRules = collection(
  "/customer-rules",
  "customer rules",
  customerRules.customerRuleInputSchema,
  customerRules.customerRuleSchema,
  "configuration.write",
);
const blockedNumbers = collection(
  "/blocked-numbers",
  "blocked numbers",
  customerRules.blockedNumberInputSchema,
  customerRules.blockedNumberSchema,
  "configuration.write",
);
const users = collection("/users", "users", configuration.userInputSchema, configuration.userSchema, "users.write");

export const apiOperations = {
  ...floorOperations,
  signIn: {
    method: "POST",
    path: "/sessions",
    summary: "Signs in.",
    needs: "public",
    body: session.signInRequestSchema,
    answer: session.sessionSchema,
  },
  signOut: {
    method: "DELETE",
    path: "/sessions/current",
    summary: "Ends this session.",
    needs: "session",
    answer: emptySchema,
  },
  signOutEverywhere: {
    method: "DELETE",
    path: "/sessions",
    summary: "Ends all sessions of mine.",
    needs: "session",
    answer: emptySchema,
  },
  getMe: {
    method: "GET",
    path: "/me",
    summary: "Who I am and what I may do.",
    needs: "session",
    answer: session.meSchema,
  },
  changePassword: {
    method: "POST",
    path: "/me/password",
    summary: "Changes my password and ends my other sessions.",
    needs: "session",
    body: session.changePasswordRequestSchema,
    answer: emptySchema,
  },
  setPreferences: {
    method: "PUT",
    path: "/me/preferences",
    summary: "My language.",
    needs: "session",
    body: session.preferencesRequestSchema,
    answer: session.meSchema,
  },
  getBrowserPhone: {
    method: "POST",
    path: "/me/phone",
    summary:
      "Credentials of my browser phone, for one browser at a time: valid as long as my sessions, or until another browser takes over.",
    needs: "agent.work",
    body: session.browserPhoneRequestSchema,
    answer: session.browserPhoneSchema,
  },
  createGuestPhone: {
    method: "POST",
    path: "/guest-phones",
    summary: "A visitor's phone that may call one public number.",
    needs: "public",
    body: session.guestPhoneRequestSchema,
    answer: session.guestPhoneSchema,
  },

  getDesk: {
    method: "GET",
    path: "/desk",
    summary: "My desk as it is now.",
    needs: "agent.work",
    answer: desk.deskSchema,
  },
  agentSignIn: {
    method: "POST",
    path: "/desk/sign-in",
    summary: "Signs the agent in with a terminal; not ready until he says so.",
    needs: "agent.work",
    body: desk.agentSignInRequestSchema,
    answer: desk.deskSchema,
  },
  agentSignOut: {
    method: "POST",
    path: "/desk/sign-out",
    summary: "Signs the agent out, after the present interaction.",
    needs: "agent.work",
    answer: desk.deskSchema,
  },
  setAgentState: {
    method: "POST",
    path: "/desk/state",
    summary: "Ready, not ready with a reason, or wrap-up by hand.",
    needs: "agent.work",
    body: desk.agentStateRequestSchema,
    answer: desk.deskSchema,
  },
  getMyRanking: {
    method: "GET",
    path: "/desk/ranking",
    summary: "How I stand in my team today.",
    needs: "agent.work",
    answer: desk.myRankingSchema,
  },
  getMySkills: {
    method: "GET",
    path: "/desk/skills",
    summary: "The skills I may use, and those I use now.",
    needs: "agent.work",
    answer: desk.mySkillsSchema,
  },
  setMySkills: {
    method: "PUT",
    path: "/desk/skills",
    summary: "With which of them I work from now on, until I sign in again.",
    needs: "agent.work",
    body: desk.mySkillsRequestSchema,
    answer: desk.mySkillsSchema,
  },
  getMyForwarding: {
    method: "GET",
    path: "/desk/forwarding",
    summary: "Who is called in my place.",
    needs: "agent.work",
    answer: desk.forwardingSchema,
  },
  setMyForwarding: {
    method: "PUT",
    path: "/desk/forwarding",
    summary: "Forwards calls to me: always, while I am busy, when I do not answer. Audited.",
    needs: "agent.work",
    body: desk.forwardingSchema,
    answer: desk.forwardingSchema,
  },
  dial: {
    method: "POST",
    path: "/desk/calls",
    summary: "Calls a number or a colleague.",
    needs: "agent.work",
    body: desk.dialRequestSchema,
    answer: desk.deskSchema,
  },
  operate: {
    method: "POST",
    path: "/desk/interactions/{interactionId}",
    summary: "One operation of the softphone bar.",
    needs: "agent.work",
    body: desk.operateRequestSchema,
    answer: desk.deskSchema,
  },
  getDirectory: {
    method: "GET",
    path: "/directory",
    summary: "Whom I can consult or transfer to.",
    needs: "agent.work",
    answer: desk.directorySchema,
  },
  listMyPhones: {
    method: "GET",
    path: "/desk/phones",
    summary: "The SIP phones I can sign in with.",
    needs: "agent.work",
    answer: configuration.listOf(configuration.phoneSchema),
  },

  getBarPermission: {
    method: "GET",
    path: "/desk/softphone-bar",
    summary: "Whether pages of an origin may embed the softphone bar of my agents.",
    needs: "agent.work",
    query: softphoneBar.barPermissionQuerySchema,
    answer: softphoneBar.barPermissionSchema,
  },

  listPickUps: {
    method: "GET",
    path: "/desk/pick-ups",
    summary: "Calls of my queues that ring at a colleague or that he holds publicly.",
    needs: "agent.work",
    answer: desk.pickUpsSchema,
  },
  pickUp: {
    method: "POST",
    path: "/desk/pick-ups/{interactionId}",
    summary: "Takes such a call to my phone.",
    needs: "agent.work",
    answer: desk.deskSchema,
  },

  listRecords: {
    method: "GET",
    path: "/records",
    summary: "Call records, newest first; one's own without the right records.read.",
    needs: "records.readOwn",
    query: records.recordsQuerySchema,
    answer: records.recordsPageSchema,
  },
  getRecord: {
    method: "GET",
    path: "/records/{interactionId}",
    summary: "One record with its timeline.",
    needs: "records.readOwn",
    answer: records.recordSchema,
  },
  getRecordingAudio: {
    method: "GET",
    path: "/records/{interactionId}/recordings/{recordingId}/audio",
    summary: "The sound, left the customer, right the others; listening is audited.",
    needs: "records.listenOwn",
    answer: { mediaType: "audio/wav" },
  },
  getRecordingPeaks: {
    method: "GET",
    path: "/records/{interactionId}/recordings/{recordingId}/peaks",
    summary: "The waveform.",
    needs: "records.listenOwn",
    query: records.peaksQuerySchema,
    answer: records.peaksSchema,
  },
  getSipLadder: {
    method: "GET",
    path: "/records/{interactionId}/sip",
    summary: "The SIP messages of all legs.",
    needs: "records.trace",
    answer: records.sipLadderSchema,
  },

  explainRouting: {
    method: "GET",
    path: "/records/{interactionId}/routing",
    summary:
      "Why it waited, why this agent, what would have changed it; computed from the journal by the code that decided.",
    needs: "records.read",
    query: routing.routingQuerySchema,
    answer: routing.routingExplanationSchema,
  },

  askWhatIf: {
    method: "POST",
    path: "/what-if",
    summary: "A span of the past played again by the router with other agents, skills or strategies.",
    needs: "records.read",
    body: whatIf.whatIfRequestSchema,
    answer: whatIf.whatIfAnswerSchema,
  },

  listSkills: skills.list,
  createSkill: skills.create,
  updateSkill: skills.update,
  removeSkill: skills.remove,
  listQueues: queues.list,
  createQueue: queues.create,
  updateQueue: queues.update,
  removeQueue: queues.remove,
  listNumbers: numbers.list,
  createNumber: numbers.create,
  updateNumber: numbers.update,
  removeNumber: numbers.remove,
  listTrunks: trunks.list,
  createTrunk: trunks.create,
  updateTrunk: trunks.update,
  removeTrunk: trunks.remove,
  listPhones: phones.list,
  createPhone: phones.create,
  updatePhone: phones.update,
  removePhone: phones.remove,
  listUsers: users.list,
  createUser: users.create,
  updateUser: users.update,
  removeUser: users.remove,
  listFlows: {
    method: "GET",
    path: "/flows",
    summary: "The published flows.",
    needs: "configuration.read",
    answer: configuration.listOf(configuration.flowSummarySchema),
  },
  listAudit: {
    method: "GET",
    path: "/audit",
    summary: "The newest 200 entries of the audit.",
    needs: "audit.read",
    answer: configuration.listOf(configuration.auditEntrySchema),
  },

  listChatEntries: chatEntries.list,
  createChatEntry: chatEntries.create,
  updateChatEntry: chatEntries.update,
  removeChatEntry: chatEntries.remove,
  listQuickReplies: { ...quickReplies.list, needs: "session" },
  createQuickReply: quickReplies.create,
  updateQuickReply: quickReplies.update,
  removeQuickReply: quickReplies.remove,

  listCustomerRules: houseRules.list,
  createCustomerRule: houseRules.create,
  updateCustomerRule: houseRules.update,
  removeCustomerRule: houseRules.remove,
  listBlockedNumbers: blockedNumbers.list,
  createBlockedNumber: blockedNumbers.create,
  updateBlockedNumber: blockedNumbers.update,
  removeBlockedNumber: blockedNumbers.remove,
  getChatWelcome: {
    method: "GET",
    path: "/chat/entries/{entryId}",
    summary: "What a page shows before a chat, and whether one can begin now.",
    needs: "visitor",
    answer: chat.chatWelcomeSchema,
  },
  openChat: {
    method: "POST",
    path: "/chat/entries/{entryId}/conversations",
    summary: "Begins a chat; the token alone opens it again.",
    needs: "visitor",
    body: chat.openChatRequestSchema,
    answer: chat.openedChatSchema,
  },
  requestWebCallBack: {
    method: "POST",
    path: "/chat/entries/{entryId}/call-backs",
    summary: "A visitor asks to be called back, where the entry offers it.",
    needs: "visitor",
    body: callBacks.webCallBackRequestSchema,
    answer: emptySchema,
  },
  leaveChatMessage: {
    method: "POST",
    path: "/chat/entries/{entryId}/messages",
    summary: "Leaves a message while nobody is there; it becomes a record.",
    needs: "visitor",
    body: chat.chatMessageRequestSchema,
    answer: emptySchema,
  },
  rateChat: {
    method: "POST",
    path: "/chat/conversations/{conversationId}/rating",
    summary: "The visitor's satisfaction, once, after the chat; his token is the bearer.",
    needs: "visitor",
    body: chat.chatRatingRequestSchema,
    answer: emptySchema,
  },
  getChatTranscript: {
    method: "GET",
    path: "/chat/conversations/{conversationId}/transcript",
    summary: "The visitor's own transcript; his token is the bearer.",
    needs: "visitor",
    answer: { mediaType: "text/plain; charset=utf-8" },
  },
  getChatLog: {
    method: "GET",
    path: "/records/{interactionId}/chat",
    summary: "What was said in a chat, for its record.",
    needs: "records.readOwn",
    answer: chat.chatLogSchema,
  },
  getCustomer: {
    method: "GET",
    path: "/interactions/{interactionId}/customer",
    summary: "The customer of an interaction that is on my desk or in my records: profile and history.",
    needs: "agent.work",
    answer: customers.customerViewSchema,
  },
  saveCustomer: {
    method: "PUT",
    path: "/interactions/{interactionId}/customer",
    summary: "Writes down who the customer of an interaction is; If-Match carries the version that was read.",
    needs: "agent.work",
    body: customers.customerInputSchema,
    answer: customers.customerViewSchema,
  },

  getAttachedData: {
    method: "GET",
    path: "/interactions/{interactionId}/data",
    summary: "What is attached to an interaction that is on my desk or in my records, with every change.",
    needs: "records.readOwn",
    answer: notes.attachedDataSchema,
  },
  attachData: {
    method: "POST",
    path: "/interactions/{interactionId}/data",
    summary: "Attaches data to an interaction that I serve; it goes with it wherever it goes. Journaled.",
    needs: "agent.work",
    body: notes.attachDataRequestSchema,
    answer: notes.attachedDataSchema,
  },
  getInteractionNote: {
    method: "GET",
    path: "/interactions/{interactionId}/note",
    summary: "The note of an interaction that is on my desk or in my records.",
    needs: "records.readOwn",
    answer: notes.interactionNoteSchema,
  },
  saveInteractionNote: {
    method: "PUT",
    path: "/interactions/{interactionId}/note",
    summary: "Writes the note of an interaction that I serve or wrap up; If-Match carries the version that was read.",
    needs: "agent.work",
    body: notes.interactionNoteInputSchema,
    answer: notes.interactionNoteSchema,
  },
  listFollowUps: {
    method: "GET",
    path: "/desk/follow-ups",
    summary: "My tasks: open ones, and those done in the last day.",
    needs: "agent.work",
    answer: notes.followUpsSchema,
  },
  createFollowUp: {
    method: "POST",
    path: "/desk/follow-ups",
    summary: "A dated task for me or for a colleague.",
    needs: "agent.work",
    body: notes.followUpInputSchema,
    answer: notes.followUpSchema,
  },
  changeFollowUp: {
    method: "PUT",
    path: "/desk/follow-ups/{id}",
    summary: "Changes, closes or opens again one of my tasks; If-Match carries the version that was read.",
    needs: "agent.work",
    body: notes.followUpChangeSchema,
    answer: notes.followUpSchema,
  },

  listLostCalls: {
    method: "GET",
    path: "/lost-calls",
    summary: "Customers who gave up waiting in my queues and were not spoken to since, the longest lost first.",
    needs: "agent.work",
    answer: lostCalls.lostCallsSchema,
  },
  callBackLostCall: {
    method: "POST",
    path: "/lost-calls/{interactionId}/call",
    summary: "Takes a lost call for fifteen minutes and calls the customer from my phone.",
    needs: "agent.work",
    answer: lostCalls.lostCallSchema,
  },

  listDeskNotices: {
    method: "GET",
    path: "/desk/notices",
    summary: "Notices that speak to me and hold now.",
    needs: "agent.work",
    answer: notices.deskNoticesSchema,
  },
  readNotice: {
    method: "POST",
    path: "/desk/notices/{id}/read",
    summary: "I have read this notice; said once, with the time.",
    needs: "agent.work",
    answer: notices.deskNoticeSchema,
  },
  listNotices: {
    method: "GET",
    path: "/notices",
    summary: "The newest 200 notices with how many have read them.",
    needs: "notices.write",
    answer: notices.noticesSchema,
  },
  createNotice: {
    method: "POST",
    path: "/notices",
    summary: "Sends a notice; audited.",
    needs: "notices.write",
    body: notices.noticeInputSchema,
    answer: notices.noticeSchema,
  },
  updateNotice: {
    method: "PUT",
    path: "/notices/{id}",
    summary: "Changes a notice; other words are unread again. If-Match carries the version that was read; audited.",
    needs: "notices.write",
    body: notices.noticeInputSchema,
    answer: notices.noticeSchema,
  },
  withdrawNotice: {
    method: "DELETE",
    path: "/notices/{id}",
    summary: "Takes a notice back; it and its receipts are kept. Audited.",
    needs: "notices.write",
    answer: notices.noticeSchema,
  },
  getNoticeReceipts: {
    method: "GET",
    path: "/notices/{id}/receipts",
    summary: "Who has read a notice, when, and who has not.",
    needs: "notices.write",
    answer: notices.noticeReceiptsSchema,
  },
  getNoticeAudiences: {
    method: "GET",
    path: "/notice-audiences",
    summary: "The teams and queues a notice can speak to.",
    needs: "notices.write",
    answer: notices.noticeAudiencesSchema,
  },
  requestCallBack: {
    method: "POST",
    path: "/call-backs",
    summary: "The next agent of a queue calls this customer back.",
    needs: "agent.work",
    body: callBacks.callBackRequestSchema,
    answer: callBacks.waitingCallBackSchema,
  },
  listCallBacks: {
    method: "GET",
    path: "/call-backs",
    summary: "Who waits to be called back.",
    needs: "live.read",
    answer: callBacks.callBacksSchema,
  },
  cancelCallBack: {
    method: "DELETE",
    path: "/call-backs/{id}",
    summary: "He is not called back.",
    needs: "supervise",
    answer: emptySchema,
  },

  listFloorPlans: { ...plans.list, needs: "live.read" },
  createFloorPlan: plans.create,
  updateFloorPlan: plans.update,
  removeFloorPlan: plans.remove,

  listWallboards: { ...boards.list, needs: "live.read" },
  createWallboard: boards.create,
  updateWallboard: boards.update,
  removeWallboard: boards.remove,
  listMessageThreads: {
    method: "GET",
    path: "/desk/messages",
    summary: "With whom I have exchanged messages, with what I have not read.",
    needs: "agent.work",
    answer: notices.messageThreadsSchema,
  },
  listMessages: {
    method: "GET",
    path: "/desk/messages/thread",
    summary: "The messages with one colleague (`agentId`) or of one team (`team`).",
    needs: "agent.work",
    query: notices.messagesQuerySchema,
    answer: notices.messagesSchema,
  },
  sendMessage: {
    method: "POST",
    path: "/desk/messages",
    summary: "A short message to a colleague or to my team; leaders to any team.",
    needs: "agent.work",
    body: notices.messageInputSchema,
    answer: notices.colleagueMessageSchema,
  },
  readMessages: {
    method: "POST",
    path: "/desk/messages/read",
    summary: "I have read a thread up to a message.",
    needs: "agent.work",
    body: notices.readMessagesRequestSchema,
    answer: emptySchema,
  },

  listTenants: {
    method: "GET",
    path: "/tenants",
    summary: "Sums over each tenant.",
    needs: "tenants.manage",
    answer: configuration.listOf(configuration.tenantSummarySchema),
  },
} as const satisfies Record<string, ApiOperation>;

export type OperationName = keyof typeof apiOperations;

type Operations = typeof apiOperations;
/** What an operation takes as its body, after checking. */
export type BodyOf<Name extends OperationName> = Operations[Name] extends { body: infer Body extends z.ZodType }
  ? z.output<Body>
  : undefined;
export type QueryOf<Name extends OperationName> = Operations[Name] extends { query: infer Query extends z.ZodType }
  ? z.output<Query>
  : undefined;
/** What an operation answers; a binary one answers bytes. */
export type AnswerOf<Name extends OperationName> = Operations[Name] extends { answer: infer Answer extends z.ZodType }
  ? z.input<Answer>
  : Uint8Array;
