// The words of chat in Chinese.

/** Fields of administration that chat brings. */
export const chatFieldsZh = {
  capacityVoice: "同时通话数",
  capacityChat: "同时会话数",
  mixedMedia: "通话时可接待在线会话",
};
