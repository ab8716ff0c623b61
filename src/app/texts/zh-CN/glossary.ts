import type en from '../en/glossary.ts';
import type { Translation } from '../translation.ts';

const models = {
  embedded: '弱 SFT 模型',
  'embedded-base': '基座模型',
  'embedded-judge': '评判者基座模型',
};

export default {
  iterations: { label: '迭代次数' },
  seed: { label: '随机种子' },
  beta: { label: 'β，强度' },
  learning_rate: { label: '学习率' },
  num_train_epochs: { label: '轮数', unit: '每次迭代' },
  loss_type: { label: '损失' },
  label_smoothing: { label: '标签平滑 ε' },
  temperature: { label: '温度' },
  num_generations: { label: '回答数', unit: '每条提示' },
  control: {
    label: '并行的继续 SFT',
    choices: { none: '无', data: '同等数据', compute: '同等计算量', both: '两者' },
  },
  mix_previous: { label: '混入第 t−1 次迭代' },
  chosen: {
    label: '被选回答',
    choices: { data: '数据中的回答', own: '自己的正确回答' },
  },
  keep: { label: '保留的回答', unit: '每道题' },
  m_step: {
    label: 'M 步的起点',
    choices: { restart: '基座模型', continue: '上一个模型' },
  },
  base_model: {
    label: '基座模型',
    choices: { '': '它自己的基座', ...models },
  },
  num_prompts: { label: '新提示', unit: '每次迭代' },
  prompts: {
    label: '新提示来自',
    choices: { own: '模型自己', problems: '新题' },
  },
  judge: {
    label: '评判者',
    choices: { self: '模型自己', oracle: '评分器（真值）', ...models },
  },
  judge_samples: { label: '评判次数', unit: '每个回答' },
  min_score_gap: { label: '最小分差', unit: '分' },
  learn_from: {
    label: '学习对象',
    choices: { pairs: '最好与最差', positives: '只学最好' },
  },
  instruction_examples: { label: '指令样例' },
  evaluation_examples: { label: '评判样例' },
  instruction_epochs: { label: 'M1 的轮数' },
  instruction_learning_rate: { label: 'M1 的学习率' },
  top_k: { label: 'Top-k', unit: '词元' },
  top_p: { label: 'Top-p' },
  max_new_tokens: { label: '最长回答', unit: '词元' },
  per_device_train_batch_size: { label: '批大小', unit: '行' },
  gradient_accumulation_steps: { label: '每步的批数' },
  max_steps: { label: '最多步数', unit: '每次迭代' },
  lr_scheduler_type: {
    label: '学习率调度',
    choices: { linear: '线性降到 0', cosine_with_min_lr: '余弦降到 10%', constant: '恒定' },
  },
  warmup_ratio: { label: '预热', unit: '占步数' },
  optim: {
    label: '优化器',
    choices: { adamw_torch: 'AdamW', rmsprop: 'RMSProp', sgd: 'SGD' },
  },
  adam_beta1: { label: 'Adam β₁' },
  adam_beta2: { label: 'Adam β₂，RMSProp α' },
  adam_epsilon: { label: 'Adam ε' },
  weight_decay: { label: '权重衰减' },
  max_grad_norm: { label: '梯度裁剪' },
  early_stopping_patience: { label: '耐心', unit: '次迭代' },
  model: {
    label: '起始模型',
    choices: models,
  },
  train_set: {
    label: '训练集',
    choices: { sft: 'SFT 数据', problems: '新题' },
  },
  max_train_samples: { label: '训练提示' },
  tasks: { label: '训练的技能' },
  eval_split: {
    label: '基准测试的提示',
    choices: { test: '测试集', validation: '验证集' },
  },
  max_eval_samples: { label: '基准测试规模', unit: '条提示' },
  eval_samples: { label: '基准测试样本', unit: '每条提示' },
  inspected_steps: { label: '拆开的训练步', unit: '每次迭代' },
  exhibit_steps: { label: '观察玩家', unit: '步一次' },
} as const satisfies Translation<typeof en>;
