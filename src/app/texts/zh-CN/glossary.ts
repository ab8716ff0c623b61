import type en from '../en/glossary.ts';
import type { Translation } from '../translation.ts';

const models = {
  embedded: '弱 SFT 模型',
  'embedded-base': '基座模型',
  'embedded-judge': '评判者基座模型',
};
const spin = 'SPIN，arXiv 2401.01335';
const restEm = 'ReST-EM，arXiv 2312.06585';
const selfRewarding = 'Self-Rewarding，arXiv 2401.10020';
const transformers = 'Transformers，TrainingArguments';
const generation = 'Transformers，GenerationConfig';
const adam = 'Adam，arXiv 1412.6980';

export default {
  iterations: {
    label: '迭代次数',
    text: '方法进行的轮次。每次迭代从上一次迭代留下的模型开始，以基准测试结束。',
  },
  seed: {
    label: '随机种子',
    text: '运行中所有随机数的来源。在同一适配器上，同一种子给出同一次运行。',
  },
  beta: {
    label: 'β，强度',
    text: '奖励 = β × 主玩家相对其参考模型的对数比。β 较小时，主玩家可以远离参考模型。通常取 0.1 到 5；用逗号分隔时，每次迭代各取一个值。',
    source: `${spin}，式 4.7（文中记作 λ）；DPO，arXiv 2305.18290，式 7`,
  },
  learning_rate: {
    label: '学习率',
    text: '训练步长的峰值。对这种规模的模型通常取 1e-5 到 1e-3；用逗号分隔时，每次迭代各取一个值。',
    source: transformers,
  },
  num_train_epochs: {
    label: '轮数',
    unit: '每次迭代',
    text: '一次迭代把它的全部回答对或样例训练多少遍。',
    source: transformers,
  },
  loss_type: {
    label: '损失',
    text: '一对回答的代价，由其间隔 s 或两个对数比决定。公式显示在方法下方；链接和文件中使用的名称与 TRL 相同。',
    source: 'TRL，DPOConfig；SPIN，arXiv 2401.01335，§4.2',
  },
  label_smoothing: {
    label: '标签平滑 ε',
    text: '假定有多大比例的回答对标反了。',
    source: 'Robust DPO，arXiv 2403.00409；TRL，DPOConfig',
  },
  temperature: {
    label: '温度',
    text: '采样的自由程度：1 就是模型自身的分布，小于 1 更谨慎，大于 1 更常出错。',
    source: generation,
  },
  num_generations: {
    label: '回答数',
    unit: '每条提示',
    text: '对每条提示采样的回答数量。',
    source: 'TRL',
  },
  control: {
    label: '并行的继续 SFT',
    text: '公正的对照：从同一起始模型出发，只用 SFT 继续训练，轮数或计算量与这次运行相同。',
    choices: { none: '无', data: '同等数据', compute: '同等计算量', both: '两者' },
  },
  mix_previous: {
    label: '混入第 t−1 次迭代',
    text: '也用上一次迭代生成的回答训练，并以最新的对手重新打分。',
    source: `${spin}，§6.1`,
  },
  chosen: {
    label: '被选回答',
    text: '优先于错误样本的是什么：数据中的回答，或模型自己的正确样本。',
    choices: { data: '数据中的回答', own: '自己的正确回答' },
  },
  keep: {
    label: '保留的回答',
    unit: '每道题',
    text: '每道题最多用这么多个正确回答来训练，以免简单的题占主导。',
    source: `${restEm}，§4`,
  },
  m_step: {
    label: 'M 步的起点',
    text: '在保留的回答上训练时从哪里开始。论文在每次迭代中都重新训练基座模型，以限制漂移；从上一个模型继续训练是为了比较。',
    source: `${restEm}，算法 1`,
    choices: { restart: '基座模型', continue: '上一个模型' },
  },
  base_model: {
    label: '基座模型',
    text: '每个 M 步的起点：默认是起始模型微调之前的那个模型。',
    choices: { '': '它自己的基座', ...models },
  },
  num_prompts: {
    label: '新提示',
    unit: '每次迭代',
    text: '模型自己编写的提示数量，以它能写出的有效提示为限。',
    source: `${selfRewarding}，§2`,
  },
  prompts: {
    label: '新提示来自',
    text: '由模型自己编写；或者为了比较，取教学领域的新题。',
    choices: { own: '模型自己', problems: '新题' },
  },
  judge: {
    label: '评判者',
    text: '由谁给每个回答打 0 到 5 分：模型自己、评分器的评分细则，或另一个保持不变的模型。',
    source: `${selfRewarding}，§2.2`,
    choices: { self: '模型自己', oracle: '评分器（真值）', ...models },
  },
  judge_samples: {
    label: '评判次数',
    unit: '每个回答',
    text: '采样的分数取平均；0 表示取分数词元上的期望，即样本数趋于无穷时的极限。',
    source: `${selfRewarding}，§3.1`,
  },
  min_score_gap: {
    label: '最小分差',
    unit: '分',
    text: '两个分数相差不超过此值的回答对会被丢弃。平分的总是丢弃。',
  },
  learn_from: {
    label: '学习对象',
    text: '用 DPO 学习最好对最差的回答；或者为了比较，只用 SFT 学习最好的回答。',
    source: `${selfRewarding}，§2.3`,
    choices: { pairs: '最好与最差', positives: '只学最好' },
  },
  instruction_examples: {
    label: '指令样例',
    text: '用来训练出 M1 的带回答的提示；另有同样数量的样例要求写出新提示。',
    source: `${selfRewarding}，§2.1（IFT）`,
  },
  evaluation_examples: {
    label: '评判样例',
    text: '供 M1 学习评判的已评分回答。没有它们，评判者就未经训练。',
    source: `${selfRewarding}，§2.1（EFT）`,
  },
  instruction_epochs: { label: 'M1 的轮数', text: 'M1 把它的样例训练多少遍。' },
  instruction_learning_rate: { label: 'M1 的学习率', text: '训练 M1 时步长的峰值。' },
  top_k: {
    label: 'Top-k',
    unit: '词元',
    text: '只在概率最高的这么多个词元中采样；0 表示全部。',
    source: generation,
  },
  top_p: {
    label: 'Top-p',
    text: '只在累计概率达到此值的最可能词元中采样；1 表示全部。',
    source: generation,
  },
  max_new_tokens: {
    label: '最长回答',
    unit: '词元',
    text: '回答在此处截断。0：比数据中最长的回答多七分之一。',
    source: generation,
  },
  per_device_train_batch_size: {
    label: '批大小',
    unit: '行',
    text: '一起通过模型的回答对或样例的数量。',
    source: transformers,
  },
  gradient_accumulation_steps: {
    label: '每步的批数',
    text: '把这么多批的梯度累加起来之后，才更新一次权重。',
    source: transformers,
  },
  max_steps: {
    label: '最多步数',
    unit: '每次迭代',
    text: '达到此训练步数后提前结束这次迭代；0 表示按轮数走完。',
    source: transformers,
  },
  lr_scheduler_type: {
    label: '学习率调度',
    text: '预热之后学习率如何变化：线性降到 0，沿余弦降到峰值的十分之一，或保持不变。',
    source: transformers,
    choices: { linear: '线性降到 0', cosine_with_min_lr: '余弦降到 10%', constant: '恒定' },
  },
  warmup_ratio: {
    label: '预热',
    unit: '占步数',
    text: '学习率从 0 升到峰值所用的步数占一次迭代的比例。',
    source: transformers,
  },
  optim: {
    label: '优化器',
    text: '如何由梯度得到更新步。SPIN 自己的代码使用 RMSProp。',
    source: `${transformers}；torch.optim`,
    choices: { adamw_torch: 'AdamW', rmsprop: 'RMSProp', sgd: 'SGD' },
  },
  adam_beta1: {
    label: 'Adam β₁',
    text: '梯度均值的遗忘速度：越大忘得越慢。',
    source: adam,
  },
  adam_beta2: {
    label: 'Adam β₂，RMSProp α',
    text: '梯度平方均值的遗忘速度：越大忘得越慢。',
    source: adam,
  },
  adam_epsilon: {
    label: 'Adam ε',
    text: '防止除以梯度平方均值的根时数值爆炸。',
    source: adam,
  },
  weight_decay: {
    label: '权重衰减',
    text: '每一步把权重拉向 0 的力度。',
    source: 'AdamW，arXiv 1711.05101',
  },
  max_grad_norm: {
    label: '梯度裁剪',
    text: '更长的梯度缩放到此范数；0 表示不裁剪。',
    source: transformers,
  },
  early_stopping_patience: {
    label: '耐心',
    unit: '次迭代',
    text: '连续这么多次迭代留出准确率都没有提高时结束运行，准确率在不用于报告的提示上测量；0 表示从不提前结束。',
    source: 'Transformers，EarlyStoppingCallback',
  },
  model: {
    label: '起始模型',
    text: '主玩家一开始是什么：弱 SFT 模型、它微调之前的基座模型，或还见过已评分回答的基座模型（评判者基座模型）。',
    choices: models,
  },
  train_set: {
    label: '训练集',
    text: '弱 SFT 模型微调时用过的 600 条，或新题。',
    choices: { sft: 'SFT 数据', problems: '新题' },
  },
  max_train_samples: {
    label: '训练提示',
    text: '最多用这么多条提示训练；留空：600。',
    source: 'Transformers，示例脚本',
  },
  tasks: {
    label: '训练的技能',
    text: '训练所用提示涉及的技能。基准测试衡量全部六项，因此其余技能显示出有多少能迁移。',
  },
  eval_split: {
    label: '基准测试的提示',
    text: '验证集用于选择设置，测试集用于报告结果。',
    choices: { test: '测试集', validation: '验证集' },
  },
  max_eval_samples: {
    label: '基准测试规模',
    unit: '条提示',
    text: '最多测试这么多条留出提示。',
    source: 'Transformers，示例脚本',
  },
  eval_samples: {
    label: '基准测试样本',
    unit: '每条提示',
    text: '对每条留出提示在温度 1 下采样的回答数；pass@k 和 maj@k 需要 k 个。',
  },
  exhibit_steps: {
    label: '观察玩家',
    unit: '步一次',
    text: '对跟踪的提示每隔多少训练步观察一次；0 表示不观察。它不影响学到的内容。',
  },
} as const satisfies Translation<typeof en>;
