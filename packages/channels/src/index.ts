// The door of channels: conversations, the port, the contract, web chat.
export type { Channel, ChannelAbilities, ChannelHost, ConversationState } from "./channel.ts";
export {
  type ContractCustomer,
  type ContractHarness,
  type ContractRule,
  channelContract,
} from "./channel-contract.ts";
export {
  Conversation,
  type ConversationInput,
  type ConversationOutput,
  type ConversationPast,
  limits,
  type Reader,
  type Refusal,
} from "./conversation/conversation.ts";
export {
  type Audience,
  type Author,
  type Content,
  type Entry,
  isFor,
  type Notice,
  type Side,
  systemAuthor,
} from "./conversation/entry.ts";
export { EntryFeed } from "./conversation/entry-feed.ts";
export { TextLineChannel, type TextLineProvider } from "./template/text-line-channel.ts";
export { type PageConnection, type PageFrame, type PageMessage, WebChatChannel } from "./web-chat/web-chat-channel.ts";
