import type en from '../en/about.ts';
import type { Translation } from '../translation.ts';

const spin = 'SPIN，arXiv 2401.01335';
const restEm = 'ReST-EM，arXiv 2312.06585';
const selfRewarding = 'Self-Rewarding，arXiv 2401.10020';
const transformers = 'Transformers，TrainingArguments';
const generation = 'Transformers，GenerationConfig';
const adam = 'Adam，arXiv 1412.6980';

export default {
  iterations: { text: '方法进行的轮次。每次迭代从上一次迭代留下的模型开始，以基准测试结束。' },
  seed: { text: '运行中所有随机数的来源。在同一适配器上，同一种子给出同一次运行。' },
  beta: {
    text: '奖励 = β × 主玩家相对其参考模型的对数比。β 较小时，主玩家可以远离参考模型。通常取 0.1 到 5；用逗号分隔时，每次迭代各取一个值。',
    source: `${spin}，式 4.7（文中记作 λ）；DPO，arXiv 2305.18290，式 7`,
  },
  learning_rate: {
    text: '训练步长的峰值。对这种规模的模型通常取 1e-5 到 1e-3；用逗号分隔时，每次迭代各取一个值。',
    source: transformers,
  },
  num_train_epochs: {
    text: '一次迭代把它的全部回答对或样例训练多少遍。',
    source: transformers,
  },
  loss_type: {
    text: '一对回答的代价，由其间隔 s 或两个对数比决定。公式显示在方法下方；链接和文件中使用的名称与 TRL 相同。',
    source: 'TRL，DPOConfig；SPIN，arXiv 2401.01335，§4.2',
  },
  label_smoothing: {
    text: '假定有多大比例的回答对标反了。',
    source: 'Robust DPO，arXiv 2403.00409；TRL，DPOConfig',
  },
  temperature: {
    text: '采样的自由程度：1 就是模型自身的分布，小于 1 更谨慎，大于 1 更常出错。',
    source: generation,
  },
  num_generations: {
    text: '对每条提示采样的回答数量。',
    source: 'TRL',
  },
  control: { text: '公正的对照：从同一起始模型出发，只用 SFT 继续训练，轮数或计算量与这次运行相同。' },
  mix_previous: {
    text: '也用上一次迭代生成的回答训练，并以最新的对手重新打分。',
    source: `${spin}，§6.1`,
  },
  chosen: { text: '优先于错误样本的是什么：数据中的回答，或模型自己的正确样本。' },
  keep: {
    text: '每道题最多用这么多个正确回答来训练，以免简单的题占主导。',
    source: `${restEm}，§4`,
  },
  m_step: {
    text: '在保留的回答上训练时从哪里开始。论文在每次迭代中都重新训练基座模型，以限制漂移；从上一个模型继续训练是为了比较。',
    source: `${restEm}，算法 1`,
  },
  base_model: { text: '每个 M 步的起点：默认是起始模型微调之前的那个模型。' },
  num_prompts: {
    text: '模型自己编写的提示数量，以它能写出的有效提示为限。',
    source: `${selfRewarding}，§2`,
  },
  prompts: { text: '由模型自己编写；或者为了比较，取教学领域的新题。' },
  judge: {
    text: '由谁给每个回答打 0 到 5 分：模型自己、评分器的评分细则，或另一个保持不变的模型。',
    source: `${selfRewarding}，§2.2`,
  },
  judge_samples: {
    text: '采样的分数取平均；0 表示取分数词元上的期望，即样本数趋于无穷时的极限。',
    source: `${selfRewarding}，§3.1`,
  },
  min_score_gap: { text: '两个分数相差不超过此值的回答对会被丢弃。平分的总是丢弃。' },
  learn_from: {
    text: '用 DPO 学习最好对最差的回答；或者为了比较，只用 SFT 学习最好的回答。',
    source: `${selfRewarding}，§2.3`,
  },
  instruction_examples: {
    text: '用来训练出 M1 的带回答的提示；另有同样数量的样例要求写出新提示。',
    source: `${selfRewarding}，§2.1（IFT）`,
  },
  evaluation_examples: {
    text: '供 M1 学习评判的已评分回答。没有它们，评判者就未经训练。',
    source: `${selfRewarding}，§2.1（EFT）`,
  },
  instruction_epochs: { text: 'M1 把它的样例训练多少遍。' },
  instruction_learning_rate: { text: '训练 M1 时步长的峰值。' },
  top_k: {
    text: '只在概率最高的这么多个词元中采样；0 表示全部。',
    source: generation,
  },
  top_p: {
    text: '只在累计概率达到此值的最可能词元中采样；1 表示全部。',
    source: generation,
  },
  max_new_tokens: {
    text: '回答在此处截断。0：比数据中最长的回答多七分之一。',
    source: generation,
  },
  per_device_train_batch_size: {
    text: '一起通过模型的回答对或样例的数量。',
    source: transformers,
  },
  gradient_accumulation_steps: {
    text: '把这么多批的梯度累加起来之后，才更新一次权重。',
    source: transformers,
  },
  max_steps: {
    text: '达到此训练步数后提前结束这次迭代；0 表示按轮数走完。',
    source: transformers,
  },
  lr_scheduler_type: {
    text: '预热之后学习率如何变化：线性降到 0，沿余弦降到峰值的十分之一，或保持不变。',
    source: transformers,
  },
  warmup_ratio: {
    text: '学习率从 0 升到峰值所用的步数占一次迭代的比例。',
    source: transformers,
  },
  optim: {
    text: '如何由梯度得到更新步。SPIN 自己的代码使用 RMSProp。',
    source: `${transformers}；torch.optim`,
  },
  adam_beta1: {
    text: '梯度均值的遗忘速度：越大忘得越慢。',
    source: adam,
  },
  adam_beta2: {
    text: '梯度平方均值的遗忘速度：越大忘得越慢。',
    source: adam,
  },
  adam_epsilon: {
    text: '防止除以梯度平方均值的根时数值爆炸。',
    source: adam,
  },
  weight_decay: {
    text: '每一步把权重拉向 0 的力度。',
    source: 'AdamW，arXiv 1711.05101',
  },
  max_grad_norm: {
    text: '更长的梯度缩放到此范数；0 表示不裁剪。',
    source: transformers,
  },
  early_stopping_patience: {
    text: '连续这么多次迭代留出准确率都没有提高时结束运行，准确率在不用于报告的提示上测量；0 表示从不提前结束。',
    source: 'Transformers，EarlyStoppingCallback',
  },
  model: {
    text: '主玩家一开始是什么：弱 SFT 模型、它微调之前的基座模型，或还见过已评分回答的基座模型（评判者基座模型）。',
  },
  train_set: { text: '弱 SFT 模型微调时用过的 600 条，或新题。' },
  max_train_samples: {
    text: '最多用这么多条提示训练；留空：600。',
    source: 'Transformers，示例脚本',
  },
  tasks: { text: '训练所用提示涉及的技能。基准测试衡量全部六项，因此其余技能显示出有多少能迁移。' },
  eval_split: { text: '验证集用于选择设置，测试集用于报告结果。' },
  max_eval_samples: {
    text: '最多测试这么多条留出提示。',
    source: 'Transformers，示例脚本',
  },
  eval_samples: { text: '对每条留出提示在温度 1 下采样的回答数；pass@k 和 maj@k 需要 k 个。' },
  inspected_steps: { text: '每次迭代开头有多少个训练步被拆开，一个阶段一个阶段地看。它不影响学到的内容。' },
  exhibit_steps: { text: '对跟踪的提示每隔多少训练步观察一次；0 表示不观察。它不影响学到的内容。' },
} as const satisfies Translation<typeof en>;
