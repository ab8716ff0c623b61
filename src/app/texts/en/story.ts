export default {
  draw: {
    short: 'Draw',
    title: 'Draw a prompt and the data’s response',
    title_dpo: 'Draw the first batch of pairs',
    'title_rest-em': 'Draw the first batch',
    'title_self-rewarding': 'Draw the first batch',
    what: 'The data holds prompts <i>x</i>, each with a response <i>y</i>. The batch of the first training step is drawn, and we look at one of its pairs. The marks stand for the others: choose any.',
    what_sft:
      'The data holds prompts <i>x</i>, each with a response <i>y</i>. The batch of the first training step is drawn, and we look at one response of it. The marks stand for the others: choose any.',
    what_dpo:
      'The pairs are shuffled, and the batch of the first training step is drawn. We look at one of its pairs from here on; the marks stand for the others: choose any.',
    'what_rest-em':
      'The kept responses are shuffled, and the batch of the first training step is drawn. We look at one response of it from here on; the marks stand for the others: choose any.',
    'what_self-rewarding':
      'The pairs are shuffled, and the batch of the first training step is drawn. We look at one of its pairs from here on; the marks stand for the others: choose any.',
    why: 'SPIN needs nothing but the data of ordinary fine-tuning: no preferences, no grader, no better model. The response <i>y</i> is what the <main>main player</main> shall come to say.',
    why_sft:
      'This is ordinary fine-tuning: the response <i>y</i> is what the <main>main player</main> shall come to say.',
    why_dpo:
      'Here <i>y</i> is preferred to <i>y</i>′ because somebody said so: the grader, or the user’s own data. SPIN does without such a verdict.',
    'why_rest-em': 'No human response is learned from: only what the model itself got right.',
    'why_self-rewarding':
      'Here <i>y</i> is preferred to <i>y</i>′ because its judge gave it more points: the model itself, unless another one is set.',
    look: 'A response is a row of tokens. The last one, <i>eos</i>, ends it and counts like any other.',
    question:
      'The opponent will answer the same prompt on its own. It was trained on this very data: will it say the same as <i>y</i>?',
    question_sft: 'The model has seen this data before. How sure is it of each token of <i>y</i>?',
    question_dpo: 'Which of the two responses does the model itself find likelier now?',
    'question_rest-em':
      'By default training starts again from the base model, which did not make these samples. How likely does it find them?',
    'question_self-rewarding': 'Which of the two responses does the model itself find likelier now?',
    answer:
      'Often, token for token. A hollow mark is such a pair: it has nothing to teach, and its gradient cancels. If yours is hollow, choose a filled one.',
    answer_sft:
      'Of most tokens nearly sure: format and copying are learned early. The few uncertain ones are where there is still something to learn.',
    answer_dpo:
      'See the sums: a wrong sample may well have been likelier than the chosen response. It was sampled because it is likely.',
    'answer_rest-em':
      'Less than the model that made them: the base has a longer way to go, and takes fewer habits along.',
    'answer_self-rewarding':
      'See the sums: the judge’s worst may well be the likelier one. The judge does not look at likelihood.',
  },
  play: {
    short: 'Opponent plays',
    title: 'The opponent answers',
    what: 'The <other>opponent</other> is a frozen copy of the main player from the moment the iteration began. It samples a response <i>y</i>′ token by token; each bar is its probability, at temperature 1, of the token that was drawn.',
    why: 'What the model says by itself, by the paper at temperature 1, shows what it still gets wrong. Nobody has to call <i>y</i>′ bad: it counts as bad only because it is not the data’s answer.',
    look: 'A low bar is a token that the opponent itself found unlikely; one of them early on can spoil the rest. At the end of the phase, point at a token to see what else it might have said.',
    question:
      'Main player and opponent are the same model so far. If both now rate <i>y</i> and <i>y</i>′, how far apart will they be?',
    answer: 'Not at all: until the first update both have the same weights, so every difference is exactly 0.',
  },
  score: {
    short: 'Both score',
    title: 'Both players score both responses',
    title_sft: 'The model scores the response',
    'title_rest-em': 'The model scores the response',
    title_dpo: 'Main player and reference score both responses',
    'title_self-rewarding': 'Main player and reference score both responses',
    what: 'For each token, both players say how likely it was to them, as the log of its probability in nats: 0 is certain, −0.69 is one half, −2.3 a tenth. Their difference is the token’s log-ratio and its colour.',
    what_sft:
      'For each token of <i>y</i> the model says how likely it was, as the log of its probability in nats: 0 is certain, −0.69 is one half, −2.3 a tenth. Beside it the model as it was when the iteration began: the same, so far.',
    'what_rest-em':
      'For each token the model that is about to be trained, by default the base, says how likely it was, as the log of its probability in nats: 0 is certain, −0.69 is one half, −2.3 a tenth. Beside it the model that made the samples.',
    why: 'These numbers are all that the loss will see. Their sum over a response, eos included, is the log-probability of the whole response.',
    look: 'At the first step of an iteration the differences are all 0. Later they take the colour of the player that finds the token likelier.',
    look_dpo:
      'In the first iteration main player and reference are the same, and the differences are all 0; later they take the colour of the player that finds the token likelier.',
    look_sft: 'The tall bars: tokens that the model finds unlikely. Few tokens make up most of the sum.',
    'look_rest-em': 'The tall bars: tokens that it finds unlikely. They will be pushed most.',
    question:
      'The loss will compare two log-ratios, not two probabilities. Why not simply reward a high probability of <i>y</i>?',
    question_sft:
      'The loss is the mean of these numbers with the sign turned. Which tokens will the gradient act on most?',
    'question_rest-em':
      'The loss is the mean of these numbers with the sign turned. Which tokens will the gradient act on most?',
    answer:
      'A response can be likely because it is short and easy. The opponent is the yardstick: what counts is how much likelier the main player finds <i>y</i> than the opponent does, minus the same for <i>y</i>′.',
    answer_dpo:
      'A response can be likely because it is short and easy. The reference is the yardstick: what counts is how much likelier the main player finds <i>y</i> than the reference does, minus the same for <i>y</i>′.',
    'answer_self-rewarding':
      'A response can be likely because it is short and easy. The reference is the yardstick: what counts is how much likelier the main player finds <i>y</i> than the reference does, minus the same for <i>y</i>′.',
    answer_sft: 'The unlikely ones: what has probability near 1 costs nothing and is not pushed.',
    'answer_rest-em': 'The unlikely ones: what has probability near 1 costs nothing and is not pushed.',
  },
  margin: {
    short: 'Margin',
    title: 'The margin of the pair',
    what: 'Each response has a log-ratio: the main player’s sum minus the opponent’s. The margin <i>s</i> is <i>β</i> times the log-ratio of <i>y</i> minus that of <i>y</i>′. The numbers are read back from the loss kernel.',
    what_dpo:
      'Each response has a log-ratio: the main player’s sum minus the reference’s. The margin <i>s</i> is <i>β</i> times the log-ratio of <i>y</i> minus that of <i>y</i>′. The numbers are read back from the loss kernel.',
    'what_self-rewarding':
      'Each response has a log-ratio: the main player’s sum minus the reference’s. The margin <i>s</i> is <i>β</i> times the log-ratio of <i>y</i> minus that of <i>y</i>′. The numbers are read back from the loss kernel.',
    why: '<i>s</i> above 0 means: measured by the yardstick, the main player favours <i>y</i>. <i>β</i> scales it: with a large <i>β</i> a small difference already counts as a clear win.',
    look: 'At the first step both brackets are 0, and so is <i>s</i>, whatever the pair. The game starts level because both players are one model.',
    look_dpo:
      'In the first iteration both brackets are 0 at the first step: both are one model. In later ones the main player has already moved away from its fixed reference, and margins start where they stand.',
    question: 'What does a pair cost whose margin is 0? The logistic loss is log(1 + e<i>⁻ˢ</i>).',
    answer:
      'log(1 + 1) = ln 2 ≈ 0.693147, the cost of not knowing which is which: nothing tells <i>y</i> from <i>y</i>′ yet. (The hinge, exponential and correlation losses start at 1.)',
  },
  loss: {
    short: 'Loss',
    title: 'The loss of the pair and of the batch',
    title_sft: 'The loss of the response and of the batch',
    'title_rest-em': 'The loss of the response and of the batch',
    what: 'The loss turns the margin into a cost: high where <i>s</i> is below 0, low where it is above. The ring is our pair, the dots are the pairs of the batch; the batch’s loss is their mean.',
    what_sft:
      'The loss of a response is the mean of −log <i>p</i> over its tokens, in nats a token; the batch’s loss is the mean over all of its tokens.',
    'what_rest-em':
      'The loss of a response is the mean of −log <i>p</i> over its tokens, in nats a token; the batch’s loss is the mean over all of its tokens.',
    why: 'Any falling curve pushes margins up. They differ in what they do with pairs already won: the logistic loss goes on a little, the hinge stops at <i>s</i> = 1, the exponential punishes the worst pairs most, the correlation loss never stops.',
    why_sft:
      'The smaller it is, the likelier the data’s responses have become to the model. It says nothing about what the model would say instead.',
    'why_rest-em':
      'The smaller it is, the likelier the right samples have become. Wrong samples are not used at all: nothing pushes them down.',
    look: 'At the first step all points lie on one spot: <i>s</i> = 0, where the logistic loss is exactly ln 2 = 0.693147.',
    look_dpo:
      'In the first iteration all points lie on one spot at the first step: <i>s</i> = 0, where the logistic loss is exactly ln 2 = 0.693147. Later iterations begin where the last one ended.',
    look_sft: 'Some responses cost many times as much as others: they will rule the gradient.',
    'look_rest-em': 'Some responses cost many times as much as others: they will rule the gradient.',
    question:
      'Which way will the gradient push the tokens of <i>y</i>, which way those of <i>y</i>′, and which of the two more strongly?',
    question_sft: 'Every response token has the same weight in the mean. Will they all be pushed alike?',
    'question_rest-em': 'Every response token has the same weight in the mean. Will they all be pushed alike?',
    answer:
      '<i>y</i> up and <i>y</i>′ down: the loss falls when the margin grows, and <i>y</i>′ stands in it with a minus. With the logistic loss both are pushed with the same strength, <i>β</i> σ(−<i>s</i>) over the number of pairs; at <i>s</i> = 0, σ is one half. This is what pushes <i>y</i>′ down.',
    answer_sft: 'No: the push on a token is its weight times 1 − <i>p</i>. All go up, the unlikely ones most.',
    'answer_rest-em': 'No: the push on a token is its weight times 1 − <i>p</i>. All go up, the unlikely ones most.',
  },
  gradient: {
    short: 'Gradient',
    title: 'The gradient, before anything moves',
    what: 'The slope of the loss gives each response a weight. A negative one means that a higher log <i>p</i> lowers the loss. Through the softmax it becomes a push on the logit of each token, ▲ up or ▼ down, and backwards through the layers the gradient of every parameter of the model.',
    why: 'Where the model is sure, 1 − <i>p</i> is near 0 and so is the push. Where <i>y</i> and <i>y</i>′ begin alike, they are pushed in opposite directions; with a loss of the margin alone these pushes are equal and cancel, and what is left acts where the two part.',
    why_sft:
      'Where the model is sure, 1 − <i>p</i> is near 0 and so is the push: the gradient acts where there is something to learn.',
    'why_rest-em':
      'Where the model is sure, 1 − <i>p</i> is near 0 and so is the push: the gradient acts where there is something to learn.',
    look: 'The norms by layer: where the model will change most. No weight has moved yet, because the update has not been asked for. A gradient longer than the clip is scaled down.',
    question:
      'The optimizer will take one small step against this gradient. Must log <i>p</i>(<i>y</i>) of this very pair rise?',
    question_sft:
      'The optimizer will take one small step against this gradient. Must log <i>p</i>(<i>y</i>) of this very response rise?',
    'question_rest-em':
      'The optimizer will take one small step against this gradient. Must log <i>p</i>(<i>y</i>) of this very response rise?',
    answer:
      'No: one step serves all pairs of the batch at once, and only the difference is asked for. The margin mostly rises; log <i>p</i>(<i>y</i>) itself may fall, if log <i>p</i>(<i>y</i>′) falls faster.',
    answer_sft: 'Mostly it does, but one step serves all responses of the batch at once, and some may pay for others.',
    'answer_rest-em':
      'Mostly it does, but one step serves all responses of the batch at once, and some may pay for others.',
  },
  update: {
    short: 'Update',
    title: 'One update, and the same pair again',
    title_sft: 'One update, and the same response again',
    'title_rest-em': 'One update, and the same response again',
    what: 'The optimizer has moved every weight a little, once, for the whole batch. The main player scores the same batch again. The frozen model’s scores stay what they were.',
    why: 'This is what the update did, measured and not assumed: the same responses under the weights before and after.',
    look: 'The change of each token, of the pair’s margin, and of the batch’s mean. The first steps are small where the learning rate still warms up.',
    look_sft:
      'The change of each token, of the response, and of the batch. The first steps are small where the learning rate still warms up.',
    'look_rest-em':
      'The change of each token, of the response, and of the batch. The first steps are small where the learning rate still warms up.',
    question:
      'Many batches follow in this iteration, against the same frozen scores. What will the margins do, and what ends it?',
    question_sft: 'Many batches follow. What would tell you that it is time to stop?',
    'question_rest-em': 'Many batches follow. What would tell you that it is time to stop?',
    answer:
      'They grow on average, more slowly where pairs are won: the logistic loss’s σ(−<i>s</i>) shrinks there. Nothing in it stops <i>y</i>′ from falling forever: what ends it is the number of steps, and by default a learning rate that runs down to 0.',
    answer_sft:
      'The held-out loss: when it turns up while this one still falls, the model learns the examples by heart.',
    'answer_rest-em':
      'The held-out loss: when it turns up while this one still falls, the model learns its samples by heart.',
  },
  again: {
    short: 'Again',
    title: 'The inner steps run on',
    what: 'Score, loss, gradient, update: for batch after batch. Each point of the charts is one step. Go on step by step, or play, and stop at any one.',
    why: 'An iteration is a small training run against one frozen opponent. By default the learning rate warms up and then falls to 0, so that it comes to rest.',
    why_sft:
      'An iteration is a small training run of its own: by default the learning rate warms up and then falls to 0, so that it comes to rest.',
    why_dpo:
      'An iteration is a small training run against one frozen reference. By default the learning rate warms up and then falls to 0, so that it comes to rest.',
    'why_rest-em':
      'The M-step is a training run of its own, by default from the base model: the learning rate warms up and then falls to 0.',
    'why_self-rewarding':
      'An iteration is a small training run against one frozen reference. By default the learning rate warms up and then falls to 0, so that it comes to rest.',
    look: 'Mean margins grow from where they began, and the loss falls. Our batch is scored again every few steps: which tokens take the main player’s colour, which the opponent’s?',
    look_dpo:
      'Mean margins grow from where they began, and the loss falls. Our batch is scored again every few steps: which tokens take the main player’s colour, which the reference’s?',
    'look_self-rewarding':
      'Mean margins grow from where they began, and the loss falls. Our batch is scored again every few steps: which tokens take the main player’s colour, which the reference’s?',
    look_sft:
      'The loss of each batch: noisy, because batches differ, but falling. Our response is scored again every few steps.',
    'look_rest-em':
      'The loss of each batch: noisy, because batches differ, but falling. Our response is scored again every few steps.',
    question:
      'The main player can now tell <i>y</i> from <i>y</i>′ better than the opponent. Why not simply go on against the same opponent?',
    question_sft: 'The loss on the training data has fallen. Does the model answer better?',
    question_dpo: 'The margins have grown. Does the model answer better?',
    'question_rest-em': 'The loss on the model’s own right answers has fallen. Does it answer better?',
    'question_self-rewarding': 'The judge’s favourites have become likelier. Why is the reference replaced now?',
    answer:
      'Because this opponent’s answers are no longer what the model would say: going on would push old mistakes ever further down and teach nothing about new ones. So the opponent is swapped for the current main player.',
    answer_sft: 'That is for the benchmark to say: right answers to held-out prompts, before and after.',
    answer_dpo:
      'That is for the benchmark to say: a margin proves only that <i>y</i> gained on <i>y</i>′. DPO keeps its reference, so margins do not return to 0.',
    'answer_rest-em':
      'That is for the benchmark to say. It may first fall below the start model’s where training began again from the base.',
    'answer_self-rewarding':
      'The next round’s prompts, answers and judgements come from the current main player, so that is what the next margins are measured by.',
  },
  swap: {
    short: 'Swap',
    title: 'The opponent becomes the main player',
    'title_self-rewarding': 'The reference becomes the main player',
    what: 'The benchmark poses held-out prompts. Then the <other>opponent</other> is replaced by a copy of the <main>main player</main>: both are one model again, every log-ratio is 0, and so is every margin.',
    'what_self-rewarding':
      'The benchmark poses held-out prompts. Then the <other>reference</other> is replaced by a copy of the <main>main player</main>: both are one model again, every log-ratio is 0, and so is every margin.',
    why: 'A better opponent makes harder examples: only what the model still says wrongly is pushed down next. When its answers can no longer be told from the data’s, the game is over.',
    'why_self-rewarding':
      'The player that learned now makes the prompts, the answers and the judgements of the next round.',
    look: 'Margins back at exactly 0, while the skill stays in the weights. A margin won proves nothing by itself: look at right answers before and after.',
    question: 'All margins are 0 again. Was the iteration in vain?',
    answer:
      'No: a margin measures the distance to the newest opponent, not skill. What was learned is in both players now.',
    'answer_self-rewarding':
      'No: a margin measures the distance to the newest reference, not skill. What was learned is in both now.',
  },
  measure: {
    short: 'Benchmark',
    title: 'What it was worth',
    what: 'All of the iteration’s responses are scored once more, and the benchmark poses held-out prompts: sampled at temperature 1, and greedily.',
    why: 'The loss was measured on what the model trained on. Right answers to held-out prompts are what counts.',
    look: 'Right answers before and after, by skill. A few points up or down are noise: the Claims view has the intervals.',
    question: 'What would the next iteration do differently?',
    answer: 'The same again, from the model as it is now.',
    answer_sft:
      'Nothing but go on with the same data, from the model as it is now and with the learning rate warming up again.',
    answer_dpo: 'It samples anew from the model as it is now; the reference stays the start model.',
    'answer_rest-em':
      'It samples from the model as it is now, and by default trains the base on what is right, from the beginning.',
    'answer_self-rewarding': 'From now on the model makes its own prompts and judges its own answers.',
  },
  prompts: {
    short: 'New prompts',
    title: 'The model makes its own prompts',
    what: 'Shown a few prompts, the <main>main player</main> is asked for one more, again and again. Those that are valid and new are kept. (Where the settings say so, fresh problems take their place.)',
    why: 'Self-Rewarding needs no further data: not even the prompts are given.',
    look: 'How many are valid: the model can only make what it has learned to make, and it repeats itself.',
    question:
      'The model will answer each prompt several times. What will tell good answers from bad ones, if nobody knows the answers?',
    answer: 'By default the model itself, which was taught to judge. First it answers.',
  },
  answer: {
    short: 'Answers',
    title: 'The model answers, several times',
    what: 'The <main>main player</main> answers every prompt several times, by default at temperature 1, each time with other draws.',
    why: 'Several tries show what the model can do and what it gets wrong. One of them alone would be luck.',
    look: 'How different the answers to one prompt are: where all are alike, there will be nothing to choose from.',
    question: 'Which of these answers should be learned from?',
    answer: 'Those that the grader finds right: see the marks.',
    'answer_self-rewarding':
      'That is for the judge to say, by default the model itself: the first bar is its score, the second the grader’s true points, which it never sees.',
  },
  grade: {
    short: 'Grade',
    title: 'The grader says which are right',
    what: 'A program checks every answer. Right or wrong, there is nothing in between.',
    why: 'DPO needs to be told which of two responses is better. Here a grader says so; people could.',
    'why_rest-em': 'The filter is the only teacher of ReST-EM: no human response is used.',
    look: 'Prompts of which all answers are right, or all wrong: they have less to teach.',
    question: 'A prompt without a wrong answer: what becomes of it?',
    'question_rest-em': 'An easy problem has many right answers. Should all of them be learned?',
    answer: 'It gives no pair, and is left out.',
    'answer_rest-em': 'No: at most a few are kept to each problem, so that easy problems do not rule.',
  },
  judge: {
    short: 'Judge',
    title: 'The model judges its own answers',
    what: 'For every answer the judge, by default the <main>main player</main> itself, is asked for a score from 0 to 5 by an additive rubric; the expectation over its score tokens counts.',
    why: 'The reward comes from the model itself: if it gets better at judging as it gets better at answering, it can go on.',
    look: 'First bar: the judge’s score. Second bar: the grader’s true points, never trained on. Where they part, the judge errs.',
    question: 'What would happen if the judge gave every answer the same score?',
    answer: 'There would be no pair: best and worst must differ by more than the least gap.',
  },
  keep: {
    short: 'Keep',
    title: 'Right answers are kept',
    what: 'Of each problem’s right answers at most a few are kept. The others, and all wrong ones, are dropped.',
    why: 'This is the E-step: the model’s own answers, filtered by the reward, are the training data of the M-step.',
    look: 'How many problems have no right answer at all: the model learns nothing about them in this round.',
    question: 'By default training starts from the base model again, not from the model that made the answers. Why?',
    answer: 'So that habits do not pile up from round to round: only what is in the kept answers is passed on.',
  },
  pair: {
    short: 'Pair',
    title: 'Pairs are built',
    what: 'Of each prompt a wrong answer becomes <i>y</i>′; the chosen <i>y</i> is the data’s response, or a right answer of the model’s own.',
    'what_self-rewarding':
      'Of each prompt the best answer by the judge becomes <i>y</i>, the worst <i>y</i>′. Pairs with nearly the same score are dropped.',
    why: 'The loss wants to see two responses to one prompt: the difference between them is the lesson.',
    look: 'How many prompts give a pair.',
    question: 'Which batch of these pairs comes first is left to chance. Why shuffle?',
    answer: 'So that a batch is a fair sample of all pairs, and its gradient an honest estimate of theirs.',
  },
} as const;
