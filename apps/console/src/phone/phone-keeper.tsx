// Keeps the browser phone in step with the desk: connected while the agent is signed in with it, ringing while a call
// rings, its sound played by one audio element.

import { type Desk, isAudioElsewhere, ring } from "@tellerline/sdk";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { currentInteraction } from "../desk/current-interaction.ts";
import { useSettings } from "../settings.ts";
import { agentPhone, usePhone } from "./phone-store.ts";

export function PhoneKeeper({ desk }: { desk: Desk | undefined }) {
  const { t } = useTranslation();
  const audio = useRef<HTMLAudioElement>(null);
  const { remote, owner, call } = usePhone();
  const volume = useSettings((settings) => settings.volume);

  useEffect(() => {
    if (desk !== undefined) agentPhone.follow(desk);
  }, [desk]);

  useEffect(() => {
    const element = audio.current;
    if (element === null) return;
    element.srcObject = remote ?? null;
    if (remote !== undefined) element.play().catch(() => {});
  }, [remote]);

  useEffect(() => {
    if (audio.current !== null) audio.current.volume = volume.ear;
  }, [volume.ear]);

  // A reload would cut the sound of a call: the browser asks first.
  const upHere = call?.state === "connected";
  useEffect(() => {
    if (!upHere) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [upHere]);

  const interaction = currentInteraction(desk);
  const offered = interaction?.state === "offered" && !isAudioElsewhere({ owner });
  const ringing = offered || (call?.direction === "in" && call.state === "ringing");
  const title = t("call.incomingTitle", { number: interaction?.customerNumber ?? "" });
  useEffect(() => {
    if (!ringing) return;
    const sound = ring(title, volume.ring);
    return () => sound.stop();
  }, [ringing, title, volume.ring]);

  // biome-ignore lint/a11y/useMediaCaption: a telephone call has no captions
  return <audio ref={audio} id="remote-audio" autoPlay />;
}
