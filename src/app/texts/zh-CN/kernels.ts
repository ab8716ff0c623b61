import type en from '../en/kernels.ts';
import type { Translation } from '../translation.ts';

export default {
  title: '内核',
  about:
    '调优会在这台设备上为每个内核的各个变体计时（在 GPU 上需要几秒，用软件计算时可能需要一两分钟），并在此浏览器中记住最快的变体。不同变体的舍入不同：调优之后，此前的运行、录制和链接不再逐位重现。',
  tune: '为这台设备调优',
  forget: '忘记调优结果',
  table: '正在使用的内核',
  kernel: '内核',
  variant: '使用的变体',
  time: '中位数（毫秒）',
  plain: '朴素变体（毫秒）',
  families: {
    matmul_nt: '矩阵乘积，前向',
    matmul_nn: '矩阵乘积，反向',
    matmul_tn: '权重梯度',
    rows: '归一化',
    gated: 'SwiGLU（推理）',
    attention: '注意力',
    cached: '注意力（KV 缓存）',
  },
  state: {
    opening: '适配器尚未打开。',
    untuned: '未调优：这些是这类适配器的默认变体。',
    remembered: '此前已在此浏览器中调优。',
    tuned: '已在本页调优。慢得多的朴素变体只计时一次。',
    timing: '正在计时，第 {{number}} 个，共 {{count}} 个：{{kernel}}。重置会中止它，什么都不改变。',
    busy: '运行期间内核保持不变：重置后才能调优。',
    recorded: '录制的运行保持录制时所用的内核；在这里计算的运行可以调优。',
  },
} as const satisfies Translation<typeof en>;
