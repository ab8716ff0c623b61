export default {
  language: 'Language',
  views: { run: 'Run', walk: 'Walk', theory: 'Theory', claims: 'Claims' },
  footer: 'Everything runs on this machine: no model, prompt or number leaves it.',
} as const;
