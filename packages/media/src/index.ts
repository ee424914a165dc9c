// The door of media: SDP answers, RTP, G.711, DTMF, mixer, prompts, recorder; the media process under io/.
export {};
