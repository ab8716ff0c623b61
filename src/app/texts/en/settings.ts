export default {
  title: 'Settings',
  more: 'More settings',
  shared: 'The address of this page keeps them: a link repeats the run.',
  recorded: 'These are the recorded run’s.',
  closed: 'Reset to change them.',
  groups: { method: 'Method', sampling: 'Sampling', training: 'Training', data: 'Data and evaluation' },
  about: 'About {{label}}',
  range: { most: '{{from}} to {{to}}', below: '{{from}} to less than {{to}}' },
  hint: { unit: '{{hint}} {{unit}}', list: '{{hint}}, or a list', empty: '{{hint}}, or empty' },
  problems: {
    noNumber: 'Not a number',
    noInteger: 'Whole numbers only',
    outside: 'Only {{range}}',
    noChoice: 'Choose at least one',
    unknownChoice: 'Not one of the choices',
    noSwitch: 'Only true or false',
  },
  notice: {
    unknown: 'The address says {{wrong}}, which this lab does not know: defaults stand in its place.',
    unfit: 'The address says {{wrong}}, which does not fit here: defaults stand in its place.',
  },
  losses: {
    sigmoid: 'logistic',
    hinge: 'hinge',
    exponential: 'exponential',
    correlation: 'correlation',
    ipo: 'IPO',
    robust: 'robust DPO',
    cdpo: 'cDPO',
    nca_pair: 'NCA',
    sppo_hard: 'SPPO (hard)',
  },
  /** Words inside formulas, in TeX. */
  formulas: {
    pairs: '\\text{pairs}',
    data: '\\text{tokens }{{y}}\\text{ of the data}',
    right: '\\text{tokens }{{y}}\\text{ of own right responses}',
    best: '\\text{tokens }{{y}}\\text{ of own best responses}',
  },
  preset: {
    label: 'Preset',
    recorded: 'The recorded run’s settings',
    own: 'Your own settings',
    none: 'No preset has just these settings.',
    healthy: 'Healthy runs',
    unhealthy: 'Unhealthy runs, to see what goes wrong',
    sickName: '{{name}} (unhealthy)',
    sick: '{{about}} <wrong>Unhealthy: {{symptom}}.</wrong> Watch for this: {{look}}.',
  },
  presets: {
    'sft-default': {
      name: 'Default',
      about: 'Two epochs an iteration on the data that the model was tuned on.',
    },
    'sft-memorising': {
      name: 'Memorising',
      about: 'Thirty examples, thirty epochs an iteration.',
      symptom: 'memorising',
      look: 'the training loss nears 0 while the held-out one rises',
    },
    'spin-default': {
      name: 'Default',
      about: 'The paper’s game at temperature 1, with β and steps that suit a small model.',
    },
    'spin-sharper-opponent': {
      name: 'Sharper opponent',
      about: 'The opponent samples at temperature 1.5, so that it errs more often and each pair teaches more.',
    },
    'spin-scarce-data': {
      name: 'Scarce data',
      about: 'Thirty of the examples with sixteen responses to each, and continued SFT on the same thirty beside it.',
    },
    'spin-mixing': {
      name: 'Mixing t−1 and t',
      about: 'Trains on the generated responses of the iteration before, too, as the paper does.',
    },
    'spin-paper-schedule': {
      name: 'The paper’s schedule',
      about:
        'Four iterations; in the paper’s proportions the learning rate falls to a fifth for the last two and β rises fiftyfold for the last.',
    },
    'spin-exploding-margins': {
      name: 'Exploding margins',
      about: 'A weak β lets the main player run far from its opponent, at three times the learning rate.',
      symptom: 'exploding margins',
      look: 'log-ratios grow from iteration to iteration while right answers fall',
    },
    'spin-chosen-collapse': {
      name: 'Collapse of the real responses',
      about: 'A weak β at ten times the learning rate.',
      symptom: 'the log-probability of the real responses collapses',
      look: 'the reward of the real response turns negative and responses are cut at the length limit',
    },
    'spin-winning-every-pair': {
      name: 'Winning pairs, losing the task',
      about: 'The usual β at ten times the learning rate.',
      symptom: 'the margin says nothing about the task',
      look: 'margin and reward accuracy rise while right answers halve',
    },
    'spin-over-training': {
      name: 'Over-training an iteration',
      about: 'Eight epochs against one opponent, with a weak β.',
      symptom: 'over-training within an iteration',
      look: 'the loss nears 0 before the opponent is replaced, and right answers fall',
    },
    'spin-meek-opponent': {
      name: 'Meek opponent',
      about: 'The opponent samples at temperature 0.5: its responses hardly differ from the best it knows.',
      symptom: 'no progress',
      look: 'the loss falls and the benchmark stays where it was',
    },
    'dpo-default': {
      name: 'Default',
      about:
        'The grader calls own samples wrong; the data’s response is preferred to them. The reference stays the start model.',
    },
    'dpo-own-samples': {
      name: 'Own right samples',
      about: 'Both sides are the model’s own samples: a right one against a wrong one.',
    },
    'dpo-ipo': {
      name: 'IPO',
      about: 'A loss that wants a certain margin per token and no more, so that it cannot be won for ever.',
    },
    'dpo-over-optimised': {
      name: 'Over-optimised',
      about: 'A weak β, three times the learning rate, six epochs an iteration against one reference.',
      symptom: 'the log-probabilities of both sides fall',
      look: 'the chosen reward turns negative, the margin grows, and right answers fall',
    },
    'rest-em-default': {
      name: 'Default',
      about: 'Four samples a problem; each M-step starts from the base model again.',
    },
    'rest-em-gentle': {
      name: 'More problems, smaller steps',
      about: 'Three times the problems, with fewer and smaller steps on each.',
    },
    'rest-em-drift': {
      name: 'Continuing on few problems',
      about: 'A hundred problems, and no return to the base model: the model learns its own answers over and over.',
      symptom: 'overfitting to its own answers',
      look: 'right answers to training prompts rise away from held-out ones, and pass@k falls as responses lose variety',
    },
    'self-rewarding-default': {
      name: 'Default',
      about: 'M1 learns to answer, to ask and to judge; M2 and M3 learn from their own judgement.',
    },
    'self-rewarding-oracle': {
      name: 'The grader judges',
      about: 'The rubric’s true points in place of the model’s own judgement: how far a perfect judge would come.',
    },
    'self-rewarding-positives': {
      name: 'Best responses only',
      about: 'SFT on the best response in place of best against worst.',
    },
    'self-rewarding-collapsed-judge': {
      name: 'Collapsed judge',
      about:
        'A start model that never saw a judgement, no evaluation examples, and fresh prompts, for it cannot make any either.',
      symptom: 'the judge’s scores crowd together and say next to nothing',
      look: 'it ranks two responses hardly better than chance, nearly as many pairs are wrong as right, and right answers stay where they were',
    },
    'self-rewarding-length-growth': {
      name: 'Length growth',
      about: 'Six rounds of its own judgement at twice the learning rate.',
      symptom: 'responses grow longer, then worse',
      look: 'the mean length creeps up from M1 to M4, as far as answers of a dozen tokens can, and right answers turn down from M4 on',
    },
    'self-rewarding-reward-hacking': {
      name: 'Reward hacking',
      about: 'A hasty pupil of its own judgement: three times the learning rate, a weak β, every difference a pair.',
      symptom: 'the model learns its judge, not the task',
      look: 'the judge’s mean score rises while right answers fall by half, and of the new responses it can no longer tell the better',
    },
  },
} as const;
