import type en from '../en/terms.ts';
import type { Translation } from '../translation.ts';

export default {
  policy: {
    name: '策略',
    text: '正在学习的语言模型 p<sub>θ</sub>：给定提示和已有的词元，它给每个可能的下一个词元一个概率。在 SPIN 里它就是主玩家。',
  },
  opponent: {
    name: '对手',
    text: '在 SPIN 里是迭代开始时主玩家的冻结副本。它生成要与数据的回答区分开的回答，也是对数比的参考。',
  },
  reference: { name: '参考模型', text: '对数比以它为尺子的冻结模型：SPIN 里是对手，DPO 里是初始模型。' },
  prompt: { name: '提示', text: '交给模型回答的内容。它只被读入，从不被学习：损失只计回答的词元。' },
  token: { name: '词元', text: '模型读写的单位：这里是一个字符，或少数几个词之一。' },
  eos: { name: 'eos', text: '序列结束：结束一个回答的词元。在长度上限处被截断的回答没有它，评分时也不加上。' },
  temperature: { name: '温度', text: '采样前用它去除 logit：1 是模型自己的分布，更小更谨慎，0 就是贪心。' },
  logProb: { name: '对数概率', text: '概率的自然对数，最大为 0。各词元的对数概率相加就是整个回答的对数概率。' },
  nat: { name: '奈特', text: '自然对数的单位：一奈特相当于概率的 e ≈ 2.718 倍。' },
  logRatio: { name: '对数比', text: '主玩家的 log p 减去参考模型的 log p。大于 0 表示主玩家觉得更可能。' },
  margin: { name: '间隔', text: 'β 乘以（y 的对数比减去 y′ 的对数比）。β 不同的间隔不能相互比较。' },
  beta: { name: 'β', text: '损失的强度，SPIN 论文和理论页里写作 λ。β 小，主玩家要离对手很远，损失才会满意。' },
  loss: { name: '损失', text: '训练要使之变小的量。对成对的回答是间隔的下降函数，对单个回答是负对数似然。' },
  gradient: {
    name: '梯度',
    text: '损失对模型每个权重的斜率：每个权重朝哪边、以多大力度移动会使损失升高。训练步朝相反的方向走。',
  },
  weight: { name: '回答的权重', text: '整批的损失对这个回答的对数概率的斜率。回答的所有词元共用它。' },
  logit: { name: 'logit', text: '模型给每个可能的下一个词元的数。softmax 把它们变成总和为 1 的概率。' },
  sigma: { name: 'σ', text: 'σ(x) = 1 / (1 + e⁻ˣ)，从 0 到 1，在 0 处是一半。一对赢下之后 σ(−s) 趋向 0。' },
  gradNorm: { name: '梯度范数', text: '梯度的长度：各分量平方和的平方根。' },
  clip: { name: '裁剪', text: '比上限长的梯度会被缩短到上限，免得个别异常的批把模型带偏。' },
  learningRate: { name: '学习率', text: '一步的大小。默认在一次迭代的最初几步预热，然后降到 0。' },
  batch: { name: '批', text: '共用一次更新的那些对或回答。' },
  epoch: { name: '轮', text: '把一次迭代的所有对或回答过一遍。' },
  benchmark: { name: '基准测试', text: '留出的提示的正确率，取六项技能的平均（make 的提示太少，无法留出）。' },
  greedy: { name: '贪心', text: '总是取最可能的词元，不留给随机。' },
  rubric: { name: '评分标准', text: '好回答的各部分各得分数再相加：格式、步骤、结果。0 到 5 分。' },
  judge: { name: '评判者', text: '给回答打分的一方；在 Self-Rewarding 里就是模型自己，用评判提示来询问。' },
  filter: { name: '过滤器', text: '只保留程序判为正确的回答。' },
} as const satisfies Translation<typeof en>;
