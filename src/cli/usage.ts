export const usage = `npm run --silent lab -- <command> [options]

score     log-probabilities of responses, a JSON line per row
          --model DIR --data pairs.jsonl [--reference DIR]
loss      a pair loss against a reference, and its gradients
          --model DIR --reference DIR --data pairs.jsonl
          [--loss sigmoid|hinge|exponential|correlation|ipo|robust|cdpo|nca_pair|sppo_hard]  (sigmoid)
          [--beta 0.1] [--label-smoothing 0] [--grads FILE.safetensors]
generate  completions, a JSON line per prompt
          --model DIR --prompts prompts.jsonl [--temperature 0] [--top-k 0] [--top-p 1]
          [--max-new-tokens 64] [--seed 0] [--samples 1]
train     trains by one of the methods, a JSON line per iteration
          [--method sft|dpo|spin|rest-em|self-rewarding]  (spin)
          [--seed 0] [--config run.json: settings; run.json of any run lists them all]
          [--model DIR] [--data FILE] [--out DIR] [--resume]
eval      the benchmark of a model, one JSON object: accuracy, pass@k, maj@k, NLL, lengths, entropy
          --model DIR [--tasks FILE | --split test|validation (test)] [--samples 2] [--seed 5] [--max-new-tokens N]
          [--reward exact_match|regex|numeric] [--reward-pattern P] [--reward-column NAME]  of a FILE's own kinds of prompts
          [--against DIR]  head-to-head on the same draws, and KL(model ‖ against)
          [--judge DIR|self]  another verdict head-to-head, and the judge's quality
bench     how fast the engine is on this adapter, one JSON object (minutes)
          [--only kernels,steps,rollouts,memory] [--rounds 5] [--quick]
          [--tune]  times the variants of every kernel instead, and keeps the fastest for this adapter
claims    makes the outcomes the claims are judged by, in public/claims.json; goes on where it stopped (hours)
          [--seeds 0,1,2] [--experiment ID]
embedded  trains the three models that ship and writes them to public/models
record    makes the recorded runs that ship, in public/recordings
          [--method NAME]

--adapter gpu|gles|swiftshader   forces one; else the first that is found
DIR is a folder in Hugging Face layout; embedded is the model that ships, embedded-base what it was tuned from, embedded-judge the base of Self-Rewarding.
JSON goes to standard output, progress to standard error. Exit code 0, or 1 with one line that says what was wrong.
`;
