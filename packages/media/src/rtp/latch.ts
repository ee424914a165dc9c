// Where the other side really is (SPEC.md, RTP-4; symmetric RTP, RFC 4961): the address of SDP is only a promise, since
// behind NAT packets come from elsewhere. Who is believed:
//
//   open ──packet from the SDP address──▶ strict     only that address, for good
//     └──valid packet from elsewhere────▶ learned    only that address …
//   learned ──packet from the SDP address──▶ strict
//   learned ──quiet for 1 s, same SSRC from elsewhere──▶ learned (a NAT that re-bound)
//
// A new SDP (re-INVITE) opens it again unless the address is the same.

const quietMs = 1000;

export class Latch {
  /** Where to send, or undefined while nothing is known. */
  address: string | undefined;
  port = 0;
  #sdpAddress: string | undefined;
  #sdpPort = 0;
  #state: "open" | "strict" | "learned" = "open";
  #ssrc = 0;
  #heardAt = 0;

  /** Takes the address and port of the other side's SDP; undefined for c=0.0.0.0 or port 0, where nothing is sent. */
  promise(address: string | undefined, port: number): void {
    if (address === this.#sdpAddress && port === this.#sdpPort) return;
    this.#sdpAddress = address;
    this.#sdpPort = port;
    this.#state = "open";
    this.address = address;
    this.port = port;
  }

  /** Whether a packet from this source is the other side's. */
  admit(address: string, port: number, ssrc: number, now: number): boolean {
    if (address === this.#sdpAddress && port === this.#sdpPort) {
      if (this.#state === "learned") this.#send(address, port);
      this.#state = "strict";
    } else if (this.#state === "strict" || this.#sdpAddress === undefined) {
      return false;
    } else if (this.#state === "open" || (now - this.#heardAt >= quietMs && ssrc === this.#ssrc)) {
      this.#state = "learned";
      this.#send(address, port);
    } else if (address !== this.address || port !== this.port) {
      return false;
    }
    this.#ssrc = ssrc;
    this.#heardAt = now;
    return true;
  }

  #send(address: string, port: number): void {
    this.address = address;
    this.port = port;
  }
}
