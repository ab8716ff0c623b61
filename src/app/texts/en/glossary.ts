const models = {
  embedded: 'weak SFT model',
  'embedded-base': 'base',
  'embedded-judge': 'judge base',
};

/** Every setting by its name, its unit, and what its choices are called where their own names do not say it. */
export default {
  iterations: { label: 'Iterations' },
  seed: { label: 'Seed' },
  beta: { label: 'β, strength' },
  learning_rate: { label: 'Learning rate' },
  num_train_epochs: { label: 'Epochs', unit: 'an iteration' },
  loss_type: { label: 'Loss' },
  label_smoothing: { label: 'Label smoothing ε' },
  temperature: { label: 'Temperature' },
  num_generations: { label: 'Responses', unit: 'a prompt' },
  control: {
    label: 'Continued SFT beside it',
    choices: { none: 'none', data: 'at equal data', compute: 'at equal compute', both: 'both' },
  },
  mix_previous: { label: 'Mix in iteration t−1' },
  chosen: {
    label: 'Chosen response',
    choices: { data: 'the data’s', own: 'own right one' },
  },
  keep: { label: 'Kept responses', unit: 'a problem' },
  m_step: {
    label: 'M-step from',
    choices: { restart: 'base model', continue: 'last model' },
  },
  base_model: {
    label: 'Base model',
    choices: { '': 'its own base', ...models },
  },
  num_prompts: { label: 'New prompts', unit: 'an iteration' },
  prompts: {
    label: 'New prompts are',
    choices: { own: 'its own', problems: 'fresh problems' },
  },
  judge: {
    label: 'Judge',
    choices: { self: 'itself', oracle: 'grader (oracle)', ...models },
  },
  judge_samples: { label: 'Judgements', unit: 'a response' },
  min_score_gap: { label: 'Least score gap', unit: 'points' },
  learn_from: {
    label: 'Learns from',
    choices: { pairs: 'best and worst', positives: 'best only' },
  },
  instruction_examples: { label: 'Instruction examples' },
  evaluation_examples: { label: 'Evaluation examples' },
  instruction_epochs: { label: 'Epochs of M1' },
  instruction_learning_rate: { label: 'Learning rate of M1' },
  top_k: { label: 'Top-k', unit: 'tokens' },
  top_p: { label: 'Top-p' },
  max_new_tokens: { label: 'Longest response', unit: 'tokens' },
  per_device_train_batch_size: { label: 'Batch', unit: 'rows' },
  gradient_accumulation_steps: { label: 'Batches to a step' },
  max_steps: { label: 'Most steps', unit: 'an iteration' },
  lr_scheduler_type: {
    label: 'Schedule',
    choices: { linear: 'linear to 0', cosine_with_min_lr: 'cosine to 10 %', constant: 'constant' },
  },
  warmup_ratio: { label: 'Warm-up', unit: 'of the steps' },
  optim: {
    label: 'Optimizer',
    choices: { adamw_torch: 'AdamW', rmsprop: 'RMSProp', sgd: 'SGD' },
  },
  adam_beta1: { label: 'Adam β₁' },
  adam_beta2: { label: 'Adam β₂, RMSProp α' },
  adam_epsilon: { label: 'Adam ε' },
  weight_decay: { label: 'Weight decay' },
  max_grad_norm: { label: 'Gradient clip' },
  early_stopping_patience: { label: 'Patience', unit: 'iterations' },
  model: {
    label: 'Start model',
    choices: models,
  },
  train_set: {
    label: 'Training set',
    choices: { sft: 'SFT data', problems: 'fresh problems' },
  },
  max_train_samples: { label: 'Training prompts' },
  tasks: { label: 'Trained skills' },
  eval_split: {
    label: 'Benchmark prompts',
    choices: { test: 'test', validation: 'validation' },
  },
  max_eval_samples: { label: 'Benchmark size', unit: 'prompts' },
  eval_samples: { label: 'Benchmark samples', unit: 'a prompt' },
  inspected_steps: { label: 'Steps taken apart', unit: 'an iteration' },
  exhibit_steps: { label: 'Looks at the players', unit: 'steps apart' },
} as const;
