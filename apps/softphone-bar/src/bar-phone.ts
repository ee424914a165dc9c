// The sound of the bar: the agent's phone of the SDK, its ring and its loudspeaker.

import { AgentPhone, type ApiClient, type Ringing, ring } from "@tellerline/sdk";

export class BarPhone extends AgentPhone {
  readonly #audio: HTMLAudioElement;
  #ringing: Ringing | undefined;

  constructor(api: ApiClient, onChange: () => void) {
    const audio = document.createElement("audio");
    super({
      api,
      onView: ({ remote }) => {
        if (audio.srcObject !== (remote ?? null)) {
          audio.srcObject = remote ?? null;
          if (remote !== undefined) audio.play().catch(() => {});
        }
        onChange();
      },
    });
    this.#audio = audio;
    this.#audio.id = "remote-audio";
    this.#audio.autoplay = true;
    document.body.append(this.#audio);
  }

  ring(on: boolean): void {
    if (on === (this.#ringing !== undefined)) return;
    this.#ringing?.stop();
    this.#ringing = on ? ring() : undefined;
  }

  override stop(): void {
    super.stop();
    this.ring(false);
  }
}
