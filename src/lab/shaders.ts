import { type Constants, preprocess } from '../gpu/preprocess.ts';
import logitGradient from '../kernels/logit_gradient.wgsl?raw';
import { laneConstants } from '../kernels/logsumexp.ts';
import optimizer from '../kernels/optimizer.wgsl?raw';
import pairLoss from '../kernels/pair_loss.wgsl?raw';
import { pairLosses } from '../kernels/pair_losses.ts';
import sample from '../kernels/sample.wgsl?raw';
import sequenceLogp from '../kernels/sequence_logp.wgsl?raw';
import tokenLogp from '../kernels/token_logp.wgsl?raw';
import type { ConfigOf, RunConfig } from './config.ts';
import type { WalkPhase } from './walk.ts';

/** A kernel as it is compiled for a run, but for the constants' header. */
export interface Kernel {
  name: 'sample' | 'token_logp' | 'pair_loss' | 'sequence_logp' | 'logit_gradient' | 'optimizer';
  lines: readonly string[];
  /** Indices of the lines that compute what a phase shows. */
  lit: readonly number[];
}

/** What of a run decides which kernels it compiles. */
export interface Compiled {
  /** null where it learns from single responses. */
  loss: ConfigOf<'dpo'>['loss_type'] | null;
  vocabulary: number;
  optim: RunConfig['optim'];
}

/** `lit`: how the lines begin. */
function kernel(name: Kernel['name'], source: string, constants: Constants, ...lit: string[]): Kernel {
  const lines = preprocess(source, constants).trimEnd().split('\n').slice(Object.keys(constants).length);
  const found = lit.map((start) => lines.findIndex((line) => line.trim().startsWith(start)));
  return { name, lines, lit: found };
}

const flags = (names: readonly string[], set: string | null) =>
  Object.fromEntries(names.map((name) => [name.toUpperCase(), Number(name === set)]));

const pair = ({ loss }: Compiled, ...lit: string[]) => kernel('pair_loss', pairLoss, flags(pairLosses, loss), ...lit);

const optimizers = { adamw_torch: 'adamw', rmsprop: 'rmsprop', sgd: 'sgd' };

/** The kernels that compute what a phase of the walk shows; none where no shader has a part in it. */
export function kernelsOf(phase: WalkPhase, run: Compiled): Kernel[] {
  const vocabulary = { VOCABULARY: run.vocabulary };
  switch (phase) {
    case 'prompts':
    case 'answer':
    case 'play':
      return [kernel('sample', sample, laneConstants(run.vocabulary), 'let logp =', 'drawn[')];
    case 'score':
      return [kernel('token_logp', tokenLogp, vocabulary, 'logp[i] =')];
    case 'margin':
      return [pair(run, 'let s =')];
    case 'loss':
      return [run.loss ? pair(run, 'value =', 'loss[i] =') : kernel('sequence_logp', sequenceLogp, {}, 'for (')];
    case 'gradient':
      return [
        ...(run.loss ? [pair(run, 'slope =', 'weight[2u * i] =', 'weight[2u * i + 1u] =')] : []),
        kernel('logit_gradient', logitGradient, vocabulary, 'logits[at] ='),
      ];
    case 'update':
    case 'again': {
      // Tensors of a model come in fours of elements.
      const constants = { ...flags(Object.values(optimizers), optimizers[run.optim]), VEC4: 1 };
      return [kernel('optimizer', optimizer, constants, 'parameter[i] =')];
    }
    default:
      return [];
  }
}
