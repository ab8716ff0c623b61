import type { Label, Unit } from '../../../lab/claims/texts.ts';
import type { ClaimNumber } from '../../../lab/claims.ts';

const SPIN = 'Chen et al. 2024, <paper>arXiv {{arxiv}}</paper>';
const REST = 'Singh et al. 2023, <paper>arXiv {{arxiv}}</paper>';
const SELF = 'Yuan et al. 2024, <paper>arXiv {{arxiv}}</paper>';

/** What each claim states, where it stands with the paper's own figures, and how it is tested here. */
const claims: Record<`${ClaimNumber}`, { statement: string; source: string; test: string }> = {
  1: {
    statement: 'The mean benchmark rises with every iteration, by less and less.',
    source: `${SPIN}: 58.14 → 60.80 → 62.12 → 62.97 → 63.16`,
    test: 'Four iterations with the defaults; accuracy on 720 test prompts at temperature 1.',
  },
  2: {
    statement: 'More epochs of SFT do not match self-play.',
    source: `${SPIN}: one more epoch of SFT gives 57.23, SPIN 60.80`,
    test: 'Continued SFT beside the four iterations, from the same start: on as much data, and with as much compute.',
  },
  3: {
    statement: 'More epochs inside iteration 0 level off and never reach iteration 1.',
    source: SPIN,
    test: 'Iteration 0 with 2, 4 and 8 epochs against iteration 1 with 2 each. Level: 8 epochs gain less than a point on 4.',
  },
  4: {
    statement: 'Iteration 0 is close to DPO with extra labels, iteration 1 above it, and DPO after SPIN adds.',
    source: `${SPIN}: DPO 61.31; SPIN, then DPO 64.05`,
    test: 'DPO on as many prompts, its pairs labelled by the grader; close is within 2 points. DPO once more from SPIN’s last checkpoint.',
  },
  5: {
    statement: 'More pairs help.',
    source: SPIN,
    test: 'Iteration 0 on 150, 300 and 600 prompts, two epochs each.',
  },
  6: {
    statement: 'Later iterations are closer to the reference responses. (Others found that they overfit quickly.)',
    source: SPIN,
    test: 'NLL of held-out responses of the data after each of four iterations.',
  },
  7: {
    statement: 'Train accuracy rises with iterations, test accuracy saturates or falls.',
    source: REST,
    test: 'Three iterations; accuracy at temperature 1 on 120 problems trained on and 720 held out. Saturates: the last gain is less than half the first.',
  },
  8: {
    statement: 'pass@k is above the start model’s at every k, most at k = 1.',
    source: REST,
    test: 'Unbiased pass@k of 8 samples to each of 720 test prompts, after three iterations and before.',
  },
  9: {
    statement: 'Majority voting improves, too.',
    source: REST,
    test: 'maj@8 on 720 test prompts, after three iterations and before.',
  },
  10: {
    statement: 'Three times the samples in one iteration are worth less than two or three iterations.',
    source: REST,
    test: 'One iteration with 12 samples a problem against two and three with 4.',
  },
  11: {
    statement: 'The model’s own responses teach more than human ones, even at one to a problem.',
    source: REST,
    test: 'From the base model on the same problems: one right response of the model’s own to each, where it found one, against the data’s response to every one. Same epochs and learning rate.',
  },
  12: {
    statement: 'Starting each M-step from the base model limits drift on tasks that are not trained.',
    source: REST,
    test: 'Two iterations on add, rev and count, restarting or continuing; accuracy on max, sort and make, which are not trained.',
  },
  13: {
    statement: 'M1 → M2 → M3: each wins more often against one fixed opponent.',
    source: `${SELF}: 9.94 → 15.38 → 20.44 % against GPT-4 Turbo`,
    test: 'The fixed opponent is the data’s own response: it has full marks, so a draw is the best result. Share of draws by the grader’s rubric.',
  },
  14: {
    statement: 'Head to head, M2 beats M1 and M3 beats M2.',
    source: `${SELF}: 55.5 to 11.7 % and 47.7 to 12.5 %`,
    test: 'Samples to 720 test prompts, two each, compared by the grader’s rubric: wins minus losses.',
  },
  15: {
    statement: 'The model becomes a better judge from iteration to iteration, and needs evaluation examples to be one.',
    source: `${SELF}: pairwise accuracy 78.7 → 80.4 → 81.7 %, without evaluation examples 65.1 %`,
    test: 'Pairwise accuracy on one fixed set of 960 samples (and, in the chart, on each model’s own, which grow harder to tell apart); M1 against a model tuned without evaluation examples.',
  },
  16: {
    statement: 'Preference pairs help where adding only the positives does not.',
    source: SELF,
    test: 'The same loop with SFT on each pair’s best response in place of DPO. Does not help: less than a point in two iterations.',
  },
  17: {
    statement: 'Responses grow longer.',
    source: `${SELF}: 1092 → 1552 → 2552 characters`,
    test: 'Mean length of samples at temperature 1, in tokens.',
  },
  18: {
    statement: 'Other benchmarks pay a tax.',
    source: SELF,
    test: 'A measure that the judge does not reward: NLL of held-out responses of the data, M3 against M1.',
  },
  20: {
    statement: 'Without evaluation examples the scores collapse to one value and few pairs are left.',
    source: SELF,
    test: 'The base model with instruction examples alone judges its own responses: share of the commonest score, and of prompts that give a pair. Few: under a quarter.',
  },
  21: {
    statement: 'The gain carries over to related tasks that were not trained on.',
    source: REST,
    test: 'Two iterations on add, rev and count; accuracy on max, sort and make.',
  },
  22: {
    statement: 'Most of the gain needs only part of the problems.',
    source: REST,
    test: 'One iteration on 150, 300 and 600 problems. Most: half of the problems give more than half of the gain.',
  },
};

/** Titles, lines and places of charts, and what effects measure. */
const labels: Record<Label, string> = {
  accuracyTitle: 'Accuracy at temperature 1',
  draws: 'Draws with the data’s responses',
  firstJudging: 'First round of judging',
  heldOutNll: 'NLL of held-out responses',
  judgeAccuracy: 'Pairwise accuracy of the judge',
  majorityTitle: 'maj@8',
  passTitle: 'pass@k',
  responseLength: 'Length of a response',
  untrainedAccuracy: 'Accuracy on untrained tasks',
  winsMinusLosses: 'Wins minus losses',

  accuracy: 'accuracy',
  afterMStep: 'after one M-step',
  allTasks: 'all tasks',
  base: 'base',
  commonestScore: 'commonest score',
  continuing: 'continue',
  dataResponses: 'the data’s',
  dpo: 'DPO',
  epochs: '{{n}} epochs',
  fixedSet: 'fixed set',
  iteration: 'iteration {{t}}',
  k: 'k = {{k}}',
  lead: 'lead',
  majority: 'majority of 8',
  model: 'M{{i}}',
  modelAgainst: 'M{{i}} – M{{before}}',
  number: '{{n}}',
  oneSample: 'one sample',
  ownResponses: 'own responses',
  ownSamples: 'own samples',
  pairs: '{{n}} pairs',
  pairsLearned: 'pairs',
  positives: 'positives',
  problems: '{{n}} problems',
  promptsWithPair: 'prompts with a pair',
  restarting: 'restart',
  samples: '{{n}} samples',
  selfRewarding: 'Self-Rewarding',
  sftEqualCompute: 'SFT, equal compute',
  sftEqualData: 'SFT, equal data',
  spin: 'SPIN',
  spinFour: 'SPIN ×4',
  start: 'start',
  test: 'test',
  thenDpo: 'then DPO',
  train: 'train',
  untrainedTasks: 'untrained tasks',
  withEvaluation: 'with evaluation examples',
  without: 'without',
  withoutEvaluation: 'without evaluation examples',

  commonestOverWith: 'commonest score’s share without them, over with',
  dpoDistanceUnderTwo: 'how far the distance of iteration 0 to DPO stays under two points:',
  epochsGainUnderOne: 'how far the gain from 4 to 8 epochs stays under one point:',
  firstGainOverLater: 'first gain over the mean of the later ones',
  gainAll: 'gain with all 600 problems',
  gainHalfOverHalf: 'gain with 300 over half the gain with 600',
  gainOfDpo: 'gain of DPO after SPIN',
  gainOfIteration: 'gain of iteration {{t}}',
  gainOfMajority: 'gain of maj@8',
  gainOfPass: 'gain of pass@{{k}}',
  gainOfTrain: 'gain of train accuracy in iteration {{t}}',
  gainUntrained: 'gain on untrained tasks',
  halfFirstLessLast: 'half of the first gain on test less the last',
  iterationOverDpo: 'iteration 1 over DPO',
  iterationOverEpochs: 'iteration 1 over {{epochs}} epochs of iteration 0',
  modelJudges: 'M{{i}} over M{{before}} as a judge, fixed set',
  modelLonger: 'M{{i}} longer than M{{before}}',
  modelMeets: 'M{{i}} against M{{before}}',
  modelOver: 'M{{i}} over M{{before}}',
  nllFall: 'fall of held-out NLL in iteration {{t}}',
  nllRise: 'rise of held-out NLL from M1 to M3',
  overNoEvaluation: 'M1 over one without evaluation examples',
  ownOverData: 'own responses over the data’s',
  pairsOver: '{{more}} pairs over {{fewer}}',
  pairsOverPositives: 'M3 by pairs over M3 by positives',
  passGainOver: 'gain of pass@1 over that of pass@8',
  positivesGainUnderOne: 'how far the gain by positives stays under one point:',
  promptsUnderQuarter: 'how far the prompts with a pair stay under a quarter:',
  promptsWithOverWithout: 'prompts with a pair, with them over without',
  restartingOverContinuing: 'restarting over continuing, untrained tasks',
  spinOverSftCompute: 'SPIN over continued SFT at equal compute, after four iterations',
  spinOverSftData: 'SPIN over continued SFT at equal data, after four iterations',
  threeOverTriple: 'three iterations over one with three times the samples',
  twoOverTriple: 'two iterations over one with three times the samples',
};

const units: Record<Unit, string> = {
  percent: '%',
  points: 'points',
  natsPerToken: 'nats a token',
  tokens: 'tokens',
};

const figures: Record<Unit, string> = {
  percent: '{{value}}\u00a0%',
  points: '{{value}}\u00a0points',
  natsPerToken: '{{value}}\u00a0nats a token',
  tokens: '{{value}}\u00a0tokens',
};

export default {
  claims,
  labels,
  units,
  figures,
  list: { comma: ', ', semicolon: '; ', sentences: '{{first}} {{next}}' },
  quantity: '{{what}}, {{unit}}',
  range: '{{low}} to {{high}}',

  loading: 'Loading the outcomes …',
  unread: '{{file}} could not be read, so no outcome is shown: load the page again.',
  filter: { paper: 'Paper', verdict: 'Verdict', all: 'all', shown: '{{shown}} of {{all}} claims' },

  standings: {
    holds: 'holds here',
    fails: 'does not hold here',
    open: 'too small to say',
    none: 'no verdict',
    unrun: 'not run yet',
  },
  because: {
    against: 'It goes the other way: {{effect}}.',
    either: 'It could be either: {{effect}}.',
    only: 'The whole interval is above 0: {{effect}}.',
    weakest: 'The whole interval of even the weakest effect is above 0: {{effect}}.',
    effect: '{{label}} {{mean}} (95 % interval {{low}} to {{high}}, {{seeds}} seeds)',
    unrun: 'It needs {{experiments}} with {{seeds}} seeds; complete so far: {{complete}}.',
    none: 'Fewer than {{seeds}} seeds have every number.',
    broken: 'Fewer than {{seeds}} seeds have every number: {{faults}}.',
    fault: '{{experiment}} with seed {{seed}} ended early ({{fault}})',
  },

  overview: {
    title: 'What the papers claim, and what these runs show',
    verdicts: 'Verdicts',
    none: 'No run has been recorded.',
    maker: '{{runs}} runs by version {{version}} of this lab on {{device}}',
    made: '{{makers}}; {{experiments}} experiments, seeds {{seeds}}. They start from the checkpoints that come with the lab, or from the last one of another experiment, and are made by <code>npm run lab -- claims</code>.',
    rule: 'The rule',
    committed: 'No verdict is written by hand. This rule was committed, with every effect, before the runs were made:',
    charts:
      'Charts: each seed faint, their mean strong, and a band from the least to the most. Unless a claim says otherwise, its numbers are from held-out test prompts.',
  },
  // As it stood before the runs were made.
  rule: {
    effects:
      'Each claim is put as one or more effects: numbers that are positive where the claim is right, one for each run seed (at least {{seeds}}).',
    interval: 'For each effect the mean over seeds and its 95 % confidence interval (Student’s t) are taken.',
    holds: 'Holds here: every effect’s interval lies above 0.',
    fails: 'Does not hold here: at least one effect’s interval lies below 0.',
    open: 'Too small to say: anything else.',
    seeds:
      'Seeds change rollouts and the order of training; the start model, the data and the test prompts stay the same, so intervals speak of runs from these checkpoints, not of other models.',
  },

  control: {
    title: 'SPIN against simply going on with SFT',
    experiments: {
      spin: 'Where data are plentiful (600 examples, which the start model was tuned on)',
      'spin-30':
        'Where data are scarce (a start model tuned on 30 examples, and the same 30; 16 responses to each at temperature 1.5)',
    },
    measures: {
      accuracy: 'accuracy at temperature 1',
      greedy: 'greedy accuracy',
      nll: 'NLL of held-out responses',
    },
    unrun: '{{data}}: not run yet.',
    means_one: '{{data}}: means of {{count}} seed after {{iterations}} iterations.',
    means_other: '{{data}}: means of {{count}} seeds after {{iterations}} iterations.',
    sentence:
      'By {{measure}}, SPIN goes from {{start}} to {{spin}}; continued SFT stands at {{data}} after as much data and at {{compute}} after as much compute.',
    judged:
      'By {{measure}}, SPIN goes from {{start}} to {{spin}}; continued SFT stands at {{data}} after as much data ({{aheadByData}}) and at {{compute}} after as much compute ({{aheadByCompute}}).',
    ahead: { spin: 'SPIN is ahead', sft: 'continued SFT is ahead', neither: 'no clear difference' },
    few: 'Fewer than {{seeds}} seeds say nothing of which is better.',
    caption: 'SPIN and continued SFT from the same start. {{data}}',
    columns: {
      means: 'means over seeds',
      start: 'start',
      spin: 'SPIN',
      sft: 'SFT',
      lead: 'SPIN better by (95 % interval)',
    },
    rows: { data: '{{measure}}, {{unit}}, equal data', compute: '{{measure}}, {{unit}}, equal compute' },
    interval: '({{low}} to {{high}})',
  },

  card: {
    paper: 'Claim {{number}} · {{paper}}',
    tested: '<b>Tested here:</b> {{test}}',
    run: 'Run it yourself<quiet>: claim {{number}}</quiet>',
    loads: 'loads <code>{{id}}</code> into the run view; to add seed number {{seed}}: <code>{{command}}</code>',
    how: 'How it is run<quiet>: claim {{number}}</quiet>',
    experiment: '<code>{{id}}</code>: <code>{{settings}}</code>',
    experimentFrom: '<code>{{id}}</code>, from the last checkpoint of {{from}}: <code>{{settings}}</code>',
    load: 'Load<quiet> {{id}} into the run view</quiet>',
    numbers: 'Numbers<quiet>: claim {{number}}</quiet>',
    empty: 'Nothing has been run yet.',
  },

  effects: {
    caption: 'Effects, positive where the claim is right',
    effect: 'effect',
    mean: 'mean',
    interval: '95 % interval',
    seed: 'seed {{seed}}',
  },
  chart: {
    caption: '{{title}}, {{unit}}: mean (each seed)',
    cell: '{{mean}} ({{seeds}})',
    told: '{{title}}, {{unit}}, mean over seeds. {{lines}}',
    line: '{{name}}: {{places}}.',
    place: '{{place}} {{value}}',
  },
} as const;
