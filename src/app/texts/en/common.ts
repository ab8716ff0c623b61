export default {
  title: 'Self-Play Lab',
  viewTitle: '{{view}} – Self-Play Lab',
  language: 'Language',
  darkTheme: 'Dark theme',
  tour: 'Tour',
  viewsLabel: 'Views',
  views: { run: 'Run', walk: 'Walk', theory: 'Theory', claims: 'Claims' },
  lede: 'A small language model plays against its own past, or learns from the best of its own answers. The <main>main player</main> learns; the <opponent>opponent</opponent> is a frozen copy of it from before; the <data>data</data> holds the answers to learn from.',
  footer: 'Everything runs on this machine: no model, prompt or number leaves it.',
  adapter: {
    live: { opening: 'WebGPU …', hardware: 'WebGPU on {{device}}', software: 'WebGPU in software ({{device}})' },
    recorded: {
      opening: 'Recorded …',
      hardware: 'Recorded on {{device}}',
      software: 'Recorded in software ({{device}})',
    },
  },
  /** Before a sentence of the engine, which speaks English. */
  engineReports: 'The engine reports: ',
  advice: {
    missing: 'This browser offers no WebGPU here.',
    insecure: 'Browsers offer WebGPU only to secure pages: open this one over https or on localhost.',
    firefox:
      'Firefox has WebGPU from version 141 on Windows and 145 on macOS; elsewhere set dom.webgpu.enabled to true in about:config, then reload.',
    chromium:
      '{{name}} has WebGPU from version 113 on (on Linux, where {{scheme}}://gpu lists it as disabled, set {{scheme}}://flags/#enable-unsafe-webgpu): update it, turn on “Use graphics acceleration when available” in its system settings, then restart it.',
    android: 'Chrome on Android has WebGPU from version 121 on Android 12 or newer: update it.',
    safari:
      'Safari has WebGPU from version 26 on; in an older one try the WebGPU feature flag (Settings, Feature Flags), then reload.',
    other: 'Open this page in a current Chrome, Edge, Safari 26 or Firefox.',
    recording: '<strong>Until then this page plays a recorded run</strong>: the same numbers, computed elsewhere.',
  },
  duration: { seconds: '{{seconds}} s', minutes: '{{minutes}} min {{seconds}} s' },
  methods: {
    sft: {
      name: 'SFT',
      sentence: 'Supervised fine-tuning: on and on with the data’s responses. The baseline that self-play has to beat.',
    },
    spin: {
      name: 'SPIN',
      sentence:
        'Self-play fine-tuning: the main player learns to tell the data’s responses from those of its own past self.',
    },
    dpo: {
      name: 'DPO',
      sentence:
        'Direct preference optimization: the main player learns to prefer right responses to its own wrong ones, beside a fixed reference.',
    },
    'rest-em': {
      name: 'ReST-EM',
      sentence:
        'Expectation and maximization: sample responses, keep the right ones, train the base model on them, and begin again.',
    },
    'self-rewarding': {
      name: 'Self-Rewarding',
      sentence:
        'The model makes prompts, answers each several times, judges its own answers, and learns to prefer the best to the worst.',
    },
  },
  /** Players by what made them; the marks are as short as an axis needs them. */
  players: { start: 'Start', startMark: 'start', iteration: 'Iteration {{iteration}}' },
} as const;
