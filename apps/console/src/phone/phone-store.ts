// The browser phone of the signed-in agent, one per page: connected while he is signed in with it and this tab owns the
// audio.

import {
  AudioClaim,
  getBrowserPhone,
  MicrophoneError,
  Softphone,
  type SoftphoneCall,
  type SoftphoneState,
} from "@tellerline/sdk";
import { create } from "zustand";
import { api } from "../api.ts";

export type MicrophoneProblem = MicrophoneError["reason"] | "insecure";

interface PhoneState {
  status: SoftphoneState;
  /** Which tab makes the sound. */
  owner: "nobody" | "mine" | "other";
  call: SoftphoneCall | undefined;
  remote: MediaStream | undefined;
  microphone: MediaStream | undefined;
  microphoneProblem: MicrophoneProblem | undefined;
}

const nothing: PhoneState = {
  status: "stopped",
  owner: "nobody",
  call: undefined,
  remote: undefined,
  microphone: undefined,
  microphoneProblem: undefined,
};

export const usePhone = create<PhoneState>(() => nothing);

let softphone: Softphone | undefined;
let claim: AudioClaim | undefined;

/** Brings the phone up for this agent; called again it does nothing. */
export function startPhone(agentId: string): void {
  if (claim !== undefined) return;
  claim = new AudioClaim(`tellerline-audio-${agentId}`, {
    onMine: () => {
      usePhone.setState({ owner: "mine" });
      connect().catch(() => usePhone.setState({ status: "refused" }));
    },
    onOther: () => {
      disconnect();
      usePhone.setState({ ...nothing, owner: "other" });
    },
  });
  claim.claim();
}

export function stopPhone(): void {
  claim?.end();
  claim = undefined;
  disconnect();
  usePhone.setState(nothing);
}

/** This tab makes the sound from now on. */
export function takeOverPhone(): void {
  claim?.takeOver();
}

/** Asks for the microphone; what is wrong is told in the store. @returns whether it is there */
export async function openMicrophone(): Promise<boolean> {
  if (navigator.mediaDevices === undefined) {
    usePhone.setState({ microphoneProblem: "insecure" });
    return false;
  }
  try {
    const stream = await (softphone?.openMicrophone() ?? probeMicrophone());
    usePhone.setState({ microphone: stream, microphoneProblem: undefined });
    return true;
  } catch (error) {
    usePhone.setState({ microphoneProblem: error instanceof MicrophoneError ? error.reason : "busy" });
    return false;
  }
}

/** Answers what rings in the browser. */
export async function answerPhone(): Promise<void> {
  try {
    await softphone?.answer();
    usePhone.setState({ microphone: softphone?.microphone, microphoneProblem: undefined });
  } catch (error) {
    usePhone.setState({ microphoneProblem: error instanceof MicrophoneError ? error.reason : "busy" });
  }
}

async function connect(): Promise<void> {
  const phone = await api.call(getBrowserPhone);
  if (usePhone.getState().owner !== "mine" || softphone !== undefined) return;
  softphone = new Softphone({
    phone,
    onState: (status) => usePhone.setState({ status }),
    onCall: (call) => {
      const ended = call.state === "ended";
      usePhone.setState({ call: ended ? undefined : call, microphone: softphone?.microphone });
      if (ended) usePhone.setState({ remote: undefined });
    },
    onRemoteStream: (remote) => usePhone.setState({ remote }),
  });
  softphone.start(true);
  await openMicrophone();
}

function disconnect(): void {
  softphone?.stop();
  softphone = undefined;
}

/** Before there is a phone: asks, and lets the device go again. */
async function probeMicrophone(): Promise<undefined> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
    return undefined;
  } catch (error) {
    throw new MicrophoneError(error as DOMException);
  }
}
