export default {
  policy: {
    name: 'policy',
    text: 'The language model that learns, p<sub>θ</sub>: for a prompt and the tokens so far it gives a probability to every next token. In SPIN it is the main player.',
  },
  opponent: {
    name: 'opponent',
    text: 'In SPIN, the frozen copy of the main player from the beginning of the iteration. It generates the responses that are to be told from the data’s, and is the reference of the log-ratios.',
  },
  reference: {
    name: 'reference',
    text: 'The frozen model that log-ratios are measured by: SPIN’s opponent, in DPO the start model.',
  },
  prompt: {
    name: 'prompt',
    text: 'What the model is given to answer. It is read, never learned: the loss counts response tokens only.',
  },
  token: { name: 'token', text: 'The unit a model reads and writes: here a character, or one of a few words.' },
  eos: {
    name: 'eos',
    text: 'End of sequence: the token that ends a response. A response that was cut at the length limit has none, and is scored without.',
  },
  temperature: {
    name: 'temperature',
    text: 'Divides the logits before sampling: 1 is the model’s own distribution, less is more cautious, 0 is greedy.',
  },
  logProb: {
    name: 'log-prob',
    text: 'The natural logarithm of a probability, at most 0. Log-probs of tokens add up to that of the response.',
  },
  nat: { name: 'nat', text: 'The unit of natural logarithms: one nat is a factor of e ≈ 2.718 in probability.' },
  logRatio: {
    name: 'log-ratio',
    text: 'log p of the main player minus log p of the reference. Above 0 the main player finds it likelier.',
  },
  margin: {
    name: 'margin',
    text: 'β times (log-ratio of y minus log-ratio of y′). Margins with different β cannot be compared.',
  },
  beta: {
    name: 'β',
    text: 'The strength of the loss, λ in the SPIN paper and in the Theory view. A small β lets the main player run far from its opponent before the loss is content.',
  },
  loss: {
    name: 'loss',
    text: 'What training makes small. For pairs it falls as the margin grows, for single responses the negative log-likelihood.',
  },
  gradient: {
    name: 'gradient',
    text: 'The slope of the loss by every weight of the model: which way, and how strongly, each would have to move to raise the loss. The step goes the other way.',
  },
  weight: {
    name: 'weight of a response',
    text: 'The slope of the batch’s loss by the log-prob of that response. All tokens of the response share it.',
  },
  logit: {
    name: 'logit',
    text: 'The number that the model gives each possible next token. The softmax turns logits into probabilities that add up to 1.',
  },
  sigma: {
    name: 'σ',
    text: 'σ(x) = 1 / (1 + e⁻ˣ), from 0 to 1: one half at 0. σ(−s) falls towards 0 once a pair is won.',
  },
  gradNorm: { name: 'gradient norm', text: 'The length of the gradient, the root of the sum of its squares.' },
  clip: {
    name: 'clipping',
    text: 'A gradient longer than a limit is scaled down to it, so that one odd batch cannot throw the model off.',
  },
  learningRate: {
    name: 'learning rate',
    text: 'The size of a step. By default it warms up over the first steps of an iteration and then falls to 0.',
  },
  batch: { name: 'batch', text: 'The pairs or responses that share one update.' },
  epoch: { name: 'epoch', text: 'One pass over all pairs or responses of the iteration.' },
  benchmark: {
    name: 'benchmark',
    text: 'Right answers to held-out prompts, as a share, averaged over six skills (of make, too few prompts exist to hold any out).',
  },
  greedy: { name: 'greedy', text: 'Always the likeliest token, nothing left to chance.' },
  rubric: { name: 'rubric', text: 'Points for parts of a good answer, added up: format, steps, result. From 0 to 5.' },
  judge: {
    name: 'judge',
    text: 'Whoever scores responses; in Self-Rewarding the model itself, asked with a judge prompt.',
  },
  filter: { name: 'filter', text: 'Keeps the responses that a program finds right.' },
} as const;
