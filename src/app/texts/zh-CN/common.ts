import type en from '../en/common.ts';
import type { Translation } from '../translation.ts';

export default {
  title: 'Self-Play Lab',
  viewTitle: '{{view}} – Self-Play Lab',
  language: '语言',
  darkTheme: '深色主题',
  tour: '导览',
  viewsLabel: '视图',
  views: { run: '运行', walk: '逐步讲解', theory: '理论', claims: '论断' },
  lede: '一个小型语言模型与过去的自己对弈，或从自己最好的回答中学习。<main>主玩家</main>负责学习；<opponent>对手</opponent>是它此前的冻结副本；<data>数据</data>提供要学习的回答。',
  footer: '一切都在这台机器上运行：模型、提示和数字都不会离开它。',
  adapter: {
    live: { opening: 'WebGPU……', hardware: 'WebGPU：{{device}}', software: '软件 WebGPU（{{device}}）' },
    recorded: { opening: '录制……', hardware: '录制于 {{device}}', software: '录制于软件 WebGPU（{{device}}）' },
  },
  engineReports: '引擎报告：',
  advice: {
    missing: '这个浏览器在此处不提供 WebGPU。',
    insecure: '浏览器只向安全页面提供 WebGPU：请通过 https 或在 localhost 上打开本页。',
    firefox:
      'Firefox 在 Windows 上从 141 版、在 macOS 上从 145 版起支持 WebGPU；在其他系统上，请在 about:config 中把 dom.webgpu.enabled 设为 true，然后重新加载。',
    chromium:
      '{{name}} 从 113 版起支持 WebGPU（在 Linux 上，如果 {{scheme}}://gpu 显示它已停用，请启用 {{scheme}}://flags/#enable-unsafe-webgpu）：请更新浏览器，在其系统设置中打开“使用图形加速功能（如果可用）”，然后重新启动。',
    android: 'Android 版 Chrome 从 121 版起、在 Android 12 或更高版本上支持 WebGPU：请更新它。',
    safari:
      'Safari 从 26 版起支持 WebGPU；在较旧的版本中，可以试着打开 WebGPU 功能标志（设置 → 功能标志），然后重新加载。',
    other: '请用新版的 Chrome、Edge、Firefox 或 Safari 26 打开本页。',
    recording: '<strong>在此之前，本页播放一次录制的运行</strong>：数字相同，只是在别处算出。',
  },
  duration: { seconds: '{{seconds}} 秒', minutes: '{{minutes}} 分 {{seconds}} 秒' },
  methods: {
    sft: {
      name: 'SFT',
      sentence: '监督微调：用数据中的回答一直训练下去。它是自我对弈必须超过的基线。',
    },
    spin: {
      name: 'SPIN',
      sentence: '自我对弈微调：主玩家学习把数据中的回答与过去的自己生成的回答区分开来。',
    },
    dpo: {
      name: 'DPO',
      sentence: '直接偏好优化：主玩家以固定的参考模型为参照，学习偏好正确的回答，而不是自己的错误回答。',
    },
    'rest-em': {
      name: 'ReST-EM',
      sentence: '期望与最大化：采样回答，保留其中正确的，用它们训练基座模型，然后重新开始。',
    },
    'self-rewarding': {
      name: 'Self-Rewarding',
      sentence: '模型自己编写提示，对每条提示回答数次，评判自己的回答，并学习偏好最好的而不是最差的。',
    },
  },
  players: { start: '起点', startMark: '起点', iteration: '第 {{iteration}} 次迭代' },
} as const satisfies Translation<typeof en>;
