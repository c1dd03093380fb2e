/** Two soft notes, made here so that no file has to be fetched. Resolves when they have ended. */
export async function playTestSound(speaker: string): Promise<void> {
  const context = new AudioContext();
  const output = context.createMediaStreamDestination();
  const notes = [
    { hertz: 523.25, at: 0 },
    { hertz: 783.99, at: 0.28 },
  ];
  for (const { hertz, at } of notes) {
    const begin = context.currentTime + 0.05 + at;
    const tone = new OscillatorNode(context, { type: "sine", frequency: hertz });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(0.25, begin + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + 0.7);
    tone.connect(volume).connect(output);
    tone.start(begin);
    tone.stop(begin + 0.75);
  }
  const element = new Audio();
  element.srcObject = output.stream;
  try {
    if (speaker !== "" && "setSinkId" in element) await element.setSinkId(speaker);
    await element.play();
    await new Promise((done) => setTimeout(done, 1200));
  } finally {
    element.srcObject = null;
    await context.close();
  }
}
