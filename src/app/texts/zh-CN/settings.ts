import type en from '../en/settings.ts';
import type { Translation } from '../translation.ts';

export default {
  title: '设置',
  more: '更多设置',
  shared: '本页地址会记住它们：一条链接即可重复这次运行。',
  recorded: '这些是录制的运行所用的设置。',
  closed: '重置后才能更改。',
  groups: { method: '方法', sampling: '采样', training: '训练', data: '数据与评估' },
  about: '说明：{{label}}',
  range: { most: '{{from}} 至 {{to}}', below: '{{from}} 至 {{to}}（不含）' },
  hint: { unit: '{{hint}}（{{unit}}）', list: '{{hint}}，或列表', empty: '{{hint}}，或留空' },
  problems: {
    noNumber: '不是数字',
    noInteger: '只能是整数',
    outside: '只能是 {{range}}',
    noChoice: '至少选择一项',
    unknownChoice: '不在可选项之中',
    noSwitch: '只能是 true 或 false',
  },
  notice: {
    unknown: '地址中写有 {{wrong}}，本实验室不认识：已用默认值代替。',
    unfit: '地址中写有 {{wrong}}，不适用于此处：已用默认值代替。',
  },
  losses: {
    sigmoid: '逻辑斯谛',
    hinge: '合页',
    exponential: '指数',
    correlation: '相关',
    ipo: 'IPO',
    robust: '鲁棒 DPO',
    cdpo: 'cDPO',
    nca_pair: 'NCA',
    sppo_hard: 'SPPO（硬标签）',
  },
  formulas: {
    // KaTeX does not know how high Han characters are.
    pairs: '\\rule{0pt}{1em}\\text{回答对}',
    data: '\\rule{0pt}{1em}\\text{数据的词元 }{{y}}',
    right: '\\rule{0pt}{1em}\\text{自己的正确回答的词元 }{{y}}',
    best: '\\rule{0pt}{1em}\\text{自己的最好回答的词元 }{{y}}',
  },
  preset: {
    label: '预设',
    recorded: '录制的运行所用的设置',
    own: '你自己的设置',
    none: '没有哪个预设正好是这些设置。',
    healthy: '健康的运行',
    unhealthy: '不健康的运行，看看会出什么问题',
    sickName: '{{name}}（不健康）',
    sick: '{{about}}<wrong>不健康：{{symptom}}。</wrong>请留意：{{look}}。',
  },
  presets: {
    'sft-default': {
      name: '默认',
      about: '每次迭代在模型微调时用过的数据上训练两轮。',
    },
    'sft-memorising': {
      name: '死记硬背',
      about: '三十个样例，每次迭代三十轮。',
      symptom: '死记硬背',
      look: '训练损失趋近 0，而留出损失上升',
    },
    'spin-default': {
      name: '默认',
      about: '论文中的博弈，温度为 1，β 和步数适合小模型。',
    },
    'spin-sharper-opponent': {
      name: '更犀利的对手',
      about: '对手以温度 1.5 采样，因此更常出错，每对回答能教会更多。',
    },
    'spin-scarce-data': {
      name: '数据稀缺',
      about: '三十个样例，每个采样十六个回答；同时在这三十个样例上继续 SFT 作为对照。',
    },
    'spin-mixing': {
      name: '混合 t−1 与 t',
      about: '与论文一样，也用上一次迭代生成的回答训练。',
    },
    'spin-paper-schedule': {
      name: '论文的日程',
      about: '四次迭代；按论文的比例，最后两次的学习率降到五分之一，最后一次的 β 升到五十倍。',
    },
    'spin-exploding-margins': {
      name: '间隔爆炸',
      about: '较弱的 β 让主玩家远离对手，学习率为三倍。',
      symptom: '间隔爆炸',
      look: '对数比逐次迭代增大，而正确回答减少',
    },
    'spin-chosen-collapse': {
      name: '真实回答崩溃',
      about: '较弱的 β，学习率为十倍。',
      symptom: '真实回答的对数概率崩溃',
      look: '真实回答的奖励变为负值，回答在长度上限处被截断',
    },
    'spin-winning-every-pair': {
      name: '赢了每一对，输了任务',
      about: '通常的 β，学习率为十倍。',
      symptom: '间隔并不反映任务',
      look: '间隔和奖励准确率上升，而正确回答减半',
    },
    'spin-over-training': {
      name: '单次迭代过度训练',
      about: '面对同一个对手训练八轮，β 较弱。',
      symptom: '一次迭代之内过度训练',
      look: '损失在对手更换之前就趋近 0，正确回答减少',
    },
    'spin-meek-opponent': {
      name: '温和的对手',
      about: '对手以温度 0.5 采样：它的回答与它所知的最好回答几乎没有差别。',
      symptom: '没有进展',
      look: '损失下降，而基准测试停在原处',
    },
    'dpo-default': {
      name: '默认',
      about: '评分器判定自己的样本为错误；数据中的回答优先于它们。参考模型始终是起始模型。',
    },
    'dpo-own-samples': {
      name: '自己的正确样本',
      about: '两边都是模型自己的样本：一个正确的对一个错误的。',
    },
    'dpo-ipo': {
      name: 'IPO',
      about: '这种损失只要求每个词元达到一定间隔，不求更多，因此不会无止境地赢下去。',
    },
    'dpo-over-optimised': {
      name: '过度优化',
      about: '较弱的 β，三倍学习率，每次迭代面对同一个参考模型训练六轮。',
      symptom: '两边的对数概率都在下降',
      look: '被选回答的奖励变为负值，间隔增大，正确回答减少',
    },
    'rest-em-default': {
      name: '默认',
      about: '每道题四个样本；每个 M 步都重新从基座模型开始。',
    },
    'rest-em-gentle': {
      name: '更多的题，更小的步',
      about: '三倍的题，每道题上的步更少、更小。',
    },
    'rest-em-drift': {
      name: '在少量题上继续训练',
      about: '一百道题，而且不回到基座模型：模型一遍又一遍地学习自己的回答。',
      symptom: '对自己的回答过拟合',
      look: '训练提示上的正确率上升，与留出提示拉开差距；回答失去多样性，pass@k 下降',
    },
    'self-rewarding-default': {
      name: '默认',
      about: 'M1 学习回答、提问和评判；M2 和 M3 从自己的评判中学习。',
    },
    'self-rewarding-oracle': {
      name: '由评分器评判',
      about: '用评分细则的真实分数代替模型自己的评判：看看完美的评判者能走多远。',
    },
    'self-rewarding-positives': {
      name: '只学最好的回答',
      about: '用 SFT 学习最好的回答，而不是最好对最差。',
    },
    'self-rewarding-collapsed-judge': {
      name: '崩溃的评判者',
      about: '起始模型从未见过评判，没有评判样例；提示用新题，因为它也不会编写提示。',
      symptom: '评判者的分数挤在一起，几乎不说明任何问题',
      look: '它给两个回答排序几乎不比瞎猜强，排错的回答对几乎与排对的一样多，正确回答停在原处',
    },
    'self-rewarding-length-growth': {
      name: '长度增长',
      about: '按自己的评判进行六轮，学习率为两倍。',
      symptom: '回答先变长，后变差',
      look: '从 M1 到 M4 平均长度缓缓上升（十来个词元的回答只能升这么多），从 M4 起正确回答转为减少',
    },
    'self-rewarding-reward-hacking': {
      name: '奖励作弊',
      about: '急于讨好自己的评判：三倍学习率，较弱的 β，任何分差都成对。',
      symptom: '模型学会的是它的评判者，而不是任务',
      look: '评判者的平均分上升，而正确回答减半，并且它再也分不出新回答的优劣',
    },
  },
} as const satisfies Translation<typeof en>;
