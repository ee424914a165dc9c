// The words of chat in English.

/** Fields of administration that chat brings. */
export const chatFieldsEn = {
  capacityVoice: "Calls at once",
  capacityChat: "Chats at once",
  mixedMedia: "Chats come beside a call",
};
