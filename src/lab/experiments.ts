/** A run configuration that claims are tested with; every setting that is not named has its method's default. */
export interface Experiment {
  id: string;
  config: Readonly<Record<string, unknown>>;
  /** The run starts from the last checkpoint of another experiment of the same seed. */
  from?: string;
}

/** What all share: nothing is looked at on the way, and no run stops before its last iteration. */
const shared = { exhibit_steps: 0, inspected_steps: 0, early_stopping_patience: 0 };

const trained = ['add', 'rev', 'count'];

/** All experiments, in the order they are run. */
export const experiments: readonly Experiment[] = [
  { id: 'spin', config: { method: 'spin', iterations: 4, control: 'both' } },
  { id: 'rest-em', config: { method: 'rest-em', iterations: 3 } },
  { id: 'self-rewarding', config: { method: 'self-rewarding' } },
  { id: 'self-rewarding-positives', config: { method: 'self-rewarding', learn_from: 'positives' } },
  {
    id: 'self-rewarding-no-eft',
    config: {
      ...{ method: 'self-rewarding', model: 'embedded-base', iterations: 2, evaluation_examples: 0 },
      // The base has never been asked for a prompt: it is given some, and tuned as long as `embedded` was.
      ...{ instruction_examples: 600, instruction_learning_rate: 1e-3, prompts: 'problems' },
    },
  },
  { id: 'dpo', config: { method: 'dpo' } },
  { id: 'dpo-after-spin', config: { method: 'dpo' }, from: 'spin' },
  { id: 'spin-4-epochs', config: { method: 'spin', iterations: 1, num_train_epochs: 4 } },
  { id: 'spin-8-epochs', config: { method: 'spin', iterations: 1, num_train_epochs: 8 } },
  { id: 'spin-150-pairs', config: { method: 'spin', iterations: 1, max_train_samples: 150 } },
  { id: 'spin-300-pairs', config: { method: 'spin', iterations: 1, max_train_samples: 300 } },
  { id: 'rest-em-triple', config: { method: 'rest-em', iterations: 1, num_generations: 12 } },
  { id: 'rest-em-one', config: { method: 'rest-em', iterations: 1, keep: 1 } },
  {
    id: 'sft-human',
    config: {
      ...{ method: 'sft', model: 'embedded-base', train_set: 'problems', iterations: 1 },
      ...{ learning_rate: 5e-4, num_train_epochs: 4, eval_samples: 8 },
    },
  },
  { id: 'rest-em-150', config: { method: 'rest-em', iterations: 1, max_train_samples: 150 } },
  { id: 'rest-em-300', config: { method: 'rest-em', iterations: 1, max_train_samples: 300 } },
  { id: 'rest-em-related', config: { method: 'rest-em', iterations: 2, tasks: trained, eval_samples: 2 } },
  {
    id: 'rest-em-related-continue',
    config: { method: 'rest-em', iterations: 2, tasks: trained, eval_samples: 2, m_step: 'continue' },
  },
  // Beside the claims: the same comparison of SPIN and continued SFT where data are scarce.
  {
    id: 'sft-30',
    config: {
      ...{ method: 'sft', model: 'embedded-base', max_train_samples: 30, iterations: 1, num_train_epochs: 6 },
      ...{ learning_rate: 1e-3, lr_scheduler_type: 'constant' },
    },
  },
  {
    id: 'spin-30',
    from: 'sft-30',
    config: {
      ...{ method: 'spin', max_train_samples: 30, iterations: 3, control: 'both' },
      ...{ num_generations: 16, temperature: 1.5, num_train_epochs: 4, per_device_train_batch_size: 64 },
    },
  },
].map((experiment) => ({ ...experiment, config: { ...shared, ...experiment.config } }));

/** Skills that the `related` experiments do not train. */
export const untrained = ['max', 'sort', 'make'];
