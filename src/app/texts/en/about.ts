const spin = 'SPIN, arXiv 2401.01335';
const restEm = 'ReST-EM, arXiv 2312.06585';
const selfRewarding = 'Self-Rewarding, arXiv 2401.10020';
const transformers = 'Transformers, TrainingArguments';

/** Every setting explained in one or two plain sentences, and where more is written about it. */
export default {
  iterations: {
    text: 'Rounds of the method. Each one begins with the model as the last one left it, and ends with the benchmark.',
  },
  seed: {
    text: 'Where all random numbers of the run come from. The same seed on the same adapter gives the same run.',
  },
  beta: {
    text: 'Reward = β × log-ratio of the main player to its reference. A small β lets the main player run far from it. Usually 0.1 to 5; with commas, one value for each iteration.',
    source: `${spin}, eq. 4.7 (there λ); DPO, arXiv 2305.18290, eq. 7`,
  },
  learning_rate: {
    text: 'Peak size of a training step. Usually 1e-5 to 1e-3 for a model of this size; with commas, one value for each iteration.',
    source: transformers,
  },
  num_train_epochs: {
    text: 'How often an iteration goes through all of its pairs or examples.',
    source: transformers,
  },
  loss_type: {
    text: 'What a pair costs, by its margin s or its two log-ratios. The formula stands under the method; its name for links and files is TRL’s.',
    source: 'TRL, DPOConfig; SPIN, arXiv 2401.01335, §4.2',
  },
  label_smoothing: {
    text: 'The share of pairs that are taken to be the wrong way round.',
    source: 'Robust DPO, arXiv 2403.00409; TRL, DPOConfig',
  },
  temperature: {
    text: 'How freely responses are sampled: 1 is the model’s own distribution, less is more cautious, more errs more often.',
    source: 'Transformers, GenerationConfig',
  },
  num_generations: {
    text: 'Sampled responses to each prompt.',
    source: 'TRL',
  },
  control: {
    text: 'The honest rival: the same start model, simply trained on with SFT, for as many epochs or for as much compute as the run took.',
  },
  mix_previous: {
    text: 'Trains on the generated responses of the iteration before, too, scored against the newest opponent.',
    source: `${spin}, §6.1`,
  },
  chosen: { text: 'What is preferred to a wrong sample: the data’s response, or a right sample of the model’s own.' },
  keep: {
    text: 'At most so many right responses to a problem are trained on, so that easy problems do not rule.',
    source: `${restEm}, §4`,
  },
  m_step: {
    text: 'Where training on the kept responses starts. The paper trains the base model anew in each iteration, which limits drift; going on from the last model is for comparison.',
    source: `${restEm}, Algorithm 1`,
  },
  base_model: { text: 'Where each M-step starts: by default the model that the start model was tuned from.' },
  num_prompts: {
    text: 'Prompts that the model makes itself, as far as it makes so many that are valid.',
    source: `${selfRewarding}, §2`,
  },
  prompts: { text: 'Made by the model itself, or for comparison fresh ones of the teaching domain.' },
  judge: {
    text: 'Who gives each response 0 to 5 points: the model itself, the grader’s rubric, or another model that stays as it is.',
    source: `${selfRewarding}, §2.2`,
  },
  judge_samples: {
    text: 'Sampled scores whose mean counts; 0 takes the expectation over the score tokens, the limit of many samples.',
    source: `${selfRewarding}, §3.1`,
  },
  min_score_gap: { text: 'Pairs whose two scores differ by no more are dropped. Ties always are.' },
  learn_from: {
    text: 'DPO on best against worst, or SFT on the best response alone for comparison.',
    source: `${selfRewarding}, §2.3`,
  },
  instruction_examples: {
    text: 'Prompts with responses that make M1; as many again ask for new prompts.',
    source: `${selfRewarding}, §2.1 (IFT)`,
  },
  evaluation_examples: {
    text: 'Judged responses that M1 learns to judge from. Without them the judge is untaught.',
    source: `${selfRewarding}, §2.1 (EFT)`,
  },
  instruction_epochs: { text: 'How often M1 goes through its examples.' },
  instruction_learning_rate: { text: 'Peak size of a training step while M1 is made.' },
  top_k: {
    text: 'Samples only among so many of the likeliest tokens; 0 for all.',
    source: 'Transformers, GenerationConfig',
  },
  top_p: {
    text: 'Samples only among the likeliest tokens that together have this probability; 1 for all.',
    source: 'Transformers, GenerationConfig',
  },
  max_new_tokens: {
    text: 'A response is cut here. 0: a seventh more than the longest of the data.',
    source: 'Transformers, GenerationConfig',
  },
  per_device_train_batch_size: {
    text: 'Pairs or examples that go through the model together.',
    source: transformers,
  },
  gradient_accumulation_steps: {
    text: 'Gradients of so many batches are added up before the weights change.',
    source: transformers,
  },
  max_steps: {
    text: 'Training steps after which an iteration ends early; 0 for as many as its epochs have.',
    source: transformers,
  },
  lr_scheduler_type: {
    text: 'How the learning rate goes on after its warm-up: down to 0, along a cosine to a tenth of the peak, or level.',
    source: transformers,
  },
  warmup_ratio: {
    text: 'The share of an iteration’s steps over which the learning rate rises from 0.',
    source: transformers,
  },
  optim: {
    text: 'How a gradient becomes a step. SPIN’s own code uses RMSProp.',
    source: `${transformers}; torch.optim`,
  },
  adam_beta1: {
    text: 'How slowly the mean of the gradients is forgotten.',
    source: 'Adam, arXiv 1412.6980',
  },
  adam_beta2: {
    text: 'How slowly the mean of the squared gradients is forgotten.',
    source: 'Adam, arXiv 1412.6980',
  },
  adam_epsilon: {
    text: 'Keeps the division by the root of the squared gradients from exploding.',
    source: 'Adam, arXiv 1412.6980',
  },
  weight_decay: {
    text: 'How strongly each step pulls the weights to 0.',
    source: 'AdamW, arXiv 1711.05101',
  },
  max_grad_norm: {
    text: 'Longer gradients are scaled down to this norm; 0 leaves them alone.',
    source: transformers,
  },
  early_stopping_patience: {
    text: 'Ends the run after so many iterations without a better held-out accuracy, measured on prompts that are not reported on; 0 never does.',
    source: 'Transformers, EarlyStoppingCallback',
  },
  model: {
    text: 'What the main player is at the start: the weak SFT model, the base it was tuned from, or a base that has also seen judged responses (the judge base).',
  },
  train_set: { text: 'The 600 that the weak SFT model was tuned on, or fresh ones.' },
  max_train_samples: {
    text: 'At most so many prompts are trained on; empty: 600.',
    source: 'Transformers, example scripts',
  },
  tasks: {
    text: 'The skills whose prompts are trained on. The benchmark measures all six, so the others show what carries over.',
  },
  eval_split: { text: 'Validation is for choosing settings, test for reporting.' },
  max_eval_samples: {
    text: 'At most so many held-out prompts are asked.',
    source: 'Transformers, example scripts',
  },
  eval_samples: { text: 'Responses at temperature 1 to each held-out prompt; pass@k and maj@k need k of them.' },
  inspected_steps: {
    text: 'Training steps at the start of each iteration that are taken apart, phase by phase. It changes nothing in what is learned.',
  },
  exhibit_steps: {
    text: 'Training steps between two looks at the followed prompts; 0 for none. It changes nothing in what is learned.',
  },
} as const;
