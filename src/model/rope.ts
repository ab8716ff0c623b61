import type { DecoderConfig } from './config.ts';

/** Inverse wavelengths of the headDim/2 rotary pairs, scaled as Hugging Face's `default`, `linear` and `llama3` rope types. */
export function inverseFrequencies({ headDim, ropeTheta, ropeScaling }: DecoderConfig): number[] {
  const plain = Array.from({ length: headDim / 2 }, (_, i) => ropeTheta ** (-(2 * i) / headDim));
  if (ropeScaling.type === 'default') return plain;
  if (ropeScaling.type === 'linear') return plain.map((f) => f / ropeScaling.factor);
  const { factor, lowFreqFactor, highFreqFactor, originalMaxPositionEmbeddings: original } = ropeScaling;
  return plain.map((f) => {
    const turns = (original * f) / (2 * Math.PI); // full turns within the original context
    if (turns < lowFreqFactor) return f / factor;
    if (turns > highFreqFactor) return f;
    const smooth = (turns - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
    return ((1 - smooth) * f) / factor + smooth * f;
  });
}

/** (cosine, sine) for every position and pair: [positions, headDim/2, 2], angles rounded to float32 as PyTorch's. */
export function rotaryTurns(config: DecoderConfig, positions: number): Float32Array {
  const frequencies = inverseFrequencies(config).map(Math.fround);
  const turns = new Float32Array(positions * frequencies.length * 2);
  let at = 0;
  for (let position = 0; position < positions; position++)
    for (const frequency of frequencies) {
      const angle = Math.fround(frequency * position);
      turns[at++] = Math.cos(angle);
      turns[at++] = Math.sin(angle);
    }
  return turns;
}
