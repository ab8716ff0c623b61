export default {
  skip: 'Skip the tour',
  next: 'Next',
  back: 'Back',
  done: 'Done',
  progress: '{{current}} of {{total}}',
  welcome: {
    title: 'Welcome: one minute',
    text: 'In this page a small language model learns by playing against its own past, for real, on your machine. Escape or the cross skips this tour.',
  },
  method: {
    title: 'Five methods',
    text: 'SPIN is the game of self-play; the others are its relatives and rivals. The formula says what is minimised.',
  },
  controls: {
    title: 'Play, pause, step',
    text: 'Play trains the model right here. A paused run has no work under way, and the same seed gives the same run.',
  },
  players: {
    title: 'The players',
    text: 'The main player learns, the opponent is frozen. Each token takes the colour of the one who finds it likelier.',
  },
  charts: {
    title: 'Charts',
    text: 'Reward margins, losses and right answers, live. Every chart has its numbers as a table.',
  },
  walk: {
    title: 'New to this? Start with the walk',
    text: 'It takes one iteration apart, phase by phase, forwards and backwards, with every number that the shaders compute.',
  },
  phases: {
    title: 'The phases of an iteration',
    text: 'From drawing a prompt to swapping the opponent. Press one to go there, forwards or backwards.',
  },
  tape: {
    title: 'Step by step',
    text: 'Next computes the next thing, Back returns to what was. The arrow keys and the space bar do the same.',
  },
  stage: {
    title: 'The stage',
    text: 'Both players, the prompt between them, and what the phase has found out. Beside it stands what happens, why, and a question to think about.',
  },
  views: {
    title: 'Four views',
    text: 'Run a method, walk through an iteration, see the theory on an exact table, or read what became of the papers’ claims here.',
  },
  end: { title: 'That was it', text: 'Here the tour can be found again.' },
} as const;
