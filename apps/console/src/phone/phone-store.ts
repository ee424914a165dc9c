// The browser phone of the signed-in agent, one per page, as the pages see it. What it does is the SDK's (agent-phone.ts).

import { AgentPhone, type AgentPhoneView } from "@tellerline/sdk";
import { create } from "zustand";
import { api } from "../api.ts";

export const agentPhone = new AgentPhone({ api, onView: (view) => usePhone.setState(view, true) });

export const usePhone = create<AgentPhoneView>(() => agentPhone.view);
