/** What a sick run looks like: the symptom, its numbers, and which knob to turn. */
export default {
  title: 'Health',
  healthy: 'No sign of a sick run so far. Whether it is better than the start, the benchmark says.',
  empty: 'Warnings appear here when a run goes wrong, with the knob to turn.',
  warning: '<b>{{symptom}}</b>: {{numbers}}.',
  when: { iteration: 'in iteration {{iteration}}', player: 'for {{player}}' },
  rules: {
    loss: {
      symptom: 'The loss nears 0 early',
      numbers: '{{loss}} after {{done}} of {{steps}} steps {{when}}',
      knob: 'Lower the learning rate or the number of epochs: these pairs have nothing left to teach.',
    },
    margins: {
      symptom: 'Margins explode while the response to learn becomes less likely',
      numbers: 'log-ratios {{apart}} nats apart, that of the response to learn {{gained}} nats, {{when}}',
      knob: 'Raise β or lower the learning rate: both sides are being unlearned, the one faster than the other.',
    },
    entropy: {
      symptom: 'The entropy collapses',
      numbers: '{{now}} nats a token, {{start}} at the start, {{when}}',
      knob: 'Take fewer epochs or a lower learning rate, or more prompts: the model says ever the same.',
    },
    length: {
      symptom: 'Responses grow longer',
      numbers: '{{now}} tokens, {{start}} at the start, {{when}}',
      knob: 'Raise β or lower the learning rate, and see whether the reward or the judge favours length.',
    },
    truncated: {
      symptom: 'Responses no longer end',
      numbers: '{{now}} cut at the limit, {{start}} at the start, {{when}}',
      knob: 'Lower the learning rate; if the task needs longer responses, raise max_new_tokens.',
    },
    memorising: {
      symptom: 'Training parts from held-out',
      numbers: 'NLL {{held}} held-out ({{start}} at the start), {{train}} in training, {{when}}',
      gap: '{{train}} right in training, {{held}} held-out, {{when}}',
      knob: 'Take fewer epochs or more prompts: the training prompts are being learned by heart.',
    },
    forgetting: {
      symptom: 'The data’s responses are being forgotten',
      numbers: 'held-out NLL {{now}} nats a token, {{start}} at the start, {{when}}',
      knob: 'Raise β, lower the learning rate or take fewer epochs: the model has moved too far.',
    },
    benchmark: {
      symptom: 'The benchmark falls',
      numbers: '{{now}} right, {{before}} before; {{lost}} samples lost to the player before, {{won}} won, {{when}}',
      knob: 'Lower the learning rate or the epochs, or go back to the iteration before; early_stopping_patience ends such a run.',
    },
    judge: {
      symptom: 'The judge’s scores collapse',
      numbers: '{{most}} of the responses score {{score}} {{when}}',
      pairs: '{{pairs}} pairs of {{prompts}} prompts are left {{when}}',
      knob: 'Give M1 more evaluation examples, or take more candidates: equal scores make no pair.',
    },
    order: {
      symptom: 'The judge prefers worse responses',
      numbers: '{{wrong}} of the pairs in the wrong order, {{right}} in the right one, {{when}}',
      knob: 'Give M1 more evaluation examples, or let another model judge.',
    },
    identical: {
      symptom: 'Little is left to tell apart',
      numbers: '{{identical}} of the samples are the data’s, {{when}}',
      knob: 'Raise the temperature: the samples are mostly the data’s own responses.',
    },
    still: {
      symptom: 'Nothing is being learned',
      numbers: '{{now}} right, {{start}} at the start; held-out NLL {{nll}}, {{startNll}} at the start',
      knob: 'Raise the learning rate or the epochs, or sample at a higher temperature.',
    },
  },
} as const;
