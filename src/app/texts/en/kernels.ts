export default {
  title: 'Kernels',
  about:
    'Tuning times the variants of each kernel on this device, which takes seconds on a GPU and up to a minute or two in software, and remembers the fastest in this browser. Variants round differently: after tuning, runs, recordings and links made before do not repeat to the bit.',
  tune: 'Tune for this device',
  forget: 'Forget tuning',
  table: 'The kernels in use',
  kernel: 'Kernel',
  variant: 'Variant in use',
  time: 'Median, ms',
  plain: 'Plain variant, ms',
  families: {
    matmul_nt: 'Products, forward',
    matmul_nn: 'Products, backward',
    matmul_tn: 'Weight gradients',
    rows: 'Norms',
    gated: 'SwiGLU, inference',
    attention: 'Attention',
  },
  state: {
    opening: 'The adapter is not open yet.',
    untuned: 'Not tuned: these are the variants for this kind of adapter.',
    remembered: 'Tuned earlier, in this browser.',
    tuned: 'Tuned in this page. A plain variant that is far slower was timed once.',
    timing: 'Timing {{number}} of {{count}}: {{kernel}}. Reset ends it and changes nothing.',
    busy: 'A run keeps its kernels: reset it to tune.',
    recorded: 'A recorded run keeps the kernels it was made with; runs computed here can be tuned.',
  },
} as const;
